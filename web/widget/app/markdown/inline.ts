// Text within a line: emphasis, code, links. A sign that opens nothing stands for itself.

import { linkTo, pictureAt } from './links';
import type { Inline } from './tree';

interface Found {
  node: Inline;
  length: number;
}

type Rule = (text: string, at: number, depth: number) => Found | undefined;

const DEEPEST = 6;
// Nobody has to look for its end further than this.
const LONGEST_SPAN = 1_000;
const SPECIAL = /[\\`*_~![<\n]|https?:\/\/|www\.|[\w.+-]+@[\w-]+\.\w/g;
const SPANS = [
  { sign: '**', kind: 'strong' },
  { sign: '__', kind: 'strong' },
  { sign: '~~', kind: 'strike' },
  { sign: '*', kind: 'emphasis' },
  { sign: '_', kind: 'emphasis' },
] as const;

export function inline(text: string, depth = 0): Inline[] {
  const nodes: Inline[] = [];
  let plain = 0;
  let at = 0;
  while ((at = next(text, at)) < text.length) {
    const found = depth < DEEPEST ? first(text, at, depth) : undefined;
    if (!found) {
      at++;
      continue;
    }
    if (at > plain) nodes.push({ kind: 'text', text: text.slice(plain, at) });
    nodes.push(found.node);
    plain = at += found.length;
  }
  if (plain < text.length) nodes.push({ kind: 'text', text: text.slice(plain) });
  return nodes;
}

function next(text: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.exec(text)?.index ?? text.length;
}

function first(text: string, at: number, depth: number): Found | undefined {
  for (const rule of RULES) {
    const found = rule(text, at, depth);
    if (found) return found;
  }
  return undefined;
}

const escaped: Rule = (text, at) => {
  const sign = /^\\([!-/:-@[-`{-~])/.exec(text.slice(at, at + 2))?.[1];
  return sign ? { node: { kind: 'text', text: sign }, length: 2 } : undefined;
};

const lineBreak: Rule = (text, at) =>
  text[at] === '\n' ? { node: { kind: 'break' }, length: 1 } : undefined;

const code: Rule = (text, at) => {
  if (text[at] !== '`') return undefined;
  const end = text.indexOf('`', at + 1);
  if (end <= at + 1) return undefined;
  return { node: { kind: 'code', text: text.slice(at + 1, end) }, length: end + 1 - at };
};

const span: Rule = (text, at, depth) => {
  for (const { sign, kind } of SPANS) {
    if (!text.startsWith(sign, at) || !opens(text, at, sign)) continue;
    const end = closing(text, at + sign.length, sign);
    if (end === undefined) continue;
    const children = inline(text.slice(at + sign.length, end), depth + 1);
    return { node: { kind, children }, length: end + sign.length - at };
  }
  return undefined;
};

// Signs of emphasis stand directly before a word; `_` does not stand within one.
function opens(text: string, at: number, sign: string): boolean {
  const after = text[at + sign.length] ?? ' ';
  return !/\s/.test(after) && !(sign.startsWith('_') && isWord(text[at - 1]));
}

function closing(all: string, from: number, sign: string): number | undefined {
  const text = all.slice(0, from + LONGEST_SPAN);
  for (let end = text.indexOf(sign, from + 1); end > 0; end = text.indexOf(sign, end + 1)) {
    // Of three signs, the last ones end what was opened first.
    if (sign.length === 2) while (text[end + 2] === sign[0]) end++;
    const after = text[end + sign.length];
    const doubled = sign.length === 1 && (after === sign || text[end - 1] === sign);
    const withinWord = sign.startsWith('_') && isWord(after);
    if (!doubled && !withinWord && !/[\s\\]/.test(text[end - 1] ?? '')) return end;
  }
  return undefined;
}

function isWord(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
}

const LINK =
  /^(!?)\[([^\]\n]{0,1000})\]\(\s*<?([^\s()<>]{1,2000}(?:\([^\s()<>]{0,500}\)[^\s()<>]{0,500})?)>?(?:\s+["'][^"'\n]{0,200}["'])?\s*\)/;

const link: Rule = (text, at, depth) => {
  if (text[at] !== '[' && text[at] !== '!') return undefined;
  const [whole, isImage, label = '', address = ''] = LINK.exec(text.slice(at, at + 5000)) ?? [];
  if (whole === undefined) return undefined;
  const node = isImage ? image(address, label) : linked(address, inline(label, depth + 1));
  return node && { node, length: whole.length };
};

const BARE = /^<?((?:https?:\/\/|www\.)[^\s<>]{1,2000})/;

const bareLink: Rule = (text, at) => {
  const bracketed = text[at] === '<';
  const [, said] = BARE.exec(text.slice(at, at + 2100)) ?? [];
  if (!said || isWord(text[at - 1])) return undefined;
  const address = bracketed ? said : said.replace(/[.,:;!?'"*_~)\]]+$/, '');
  const node = linked(address.startsWith('www.') ? `https://${address}` : address, [
    { kind: 'text', text: address },
  ]);
  const closed = bracketed && text[at + 1 + said.length] === '>';
  if (bracketed && !closed) return undefined;
  return node && { node, length: address.length + (bracketed ? 2 : 0) };
};

const EMAIL = /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.[a-z]{2,24}/i;

const email: Rule = (text, at) => {
  const [address] = EMAIL.exec(text.slice(at, at + 320)) ?? [];
  if (!address || isWord(text[at - 1])) return undefined;
  const node = linked(`mailto:${address}`, [{ kind: 'text', text: address }]);
  return node && { node, length: address.length };
};

function linked(address: string, children: Inline[]): Inline | undefined {
  const href = linkTo(address);
  return href === undefined ? undefined : { kind: 'link', href, children };
}

function image(address: string, alt: string): Inline | undefined {
  const src = pictureAt(address);
  return src === undefined ? undefined : { kind: 'image', src, alt };
}

const RULES: Rule[] = [escaped, lineBreak, code, link, bareLink, email, span];
