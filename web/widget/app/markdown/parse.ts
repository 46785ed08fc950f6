// Markdown as people write it in a chat: every line break is one. What is very long is plain text,
// so that nothing that is sent can keep a browser busy.

import { inline } from './inline';
import type { Block, Inline } from './tree';

const LONGEST = 20_000;
const DEEPEST = 4;

const FENCE = /^\s{0,3}(```|~~~)/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const RULE = /^\s{0,3}([-*_])\s*(?:\1\s*){2,}$/;
const QUOTE = /^\s{0,3}> ?/;
const ITEM = /^(\s{0,3})([-*+]|(\d{1,9})[.)])\s+(.*)$/;

export function parse(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (text.length > LONGEST) return [{ kind: 'paragraph', children: plain(lines) }];
  return blocks(lines, 0);
}

function plain(lines: string[]): Inline[] {
  const nodes = lines.flatMap((text): Inline[] => [{ kind: 'break' }, { kind: 'text', text }]);
  return nodes.slice(1);
}

function blocks(lines: string[], depth: number): Block[] {
  const found: Block[] = [];
  let rest = lines;
  while (rest.length > 0) {
    const [block, taken] = opening(rest, depth);
    if (block) found.push(block);
    rest = rest.slice(taken);
  }
  return found;
}

// The block that the first lines are, and how many lines it takes.
function opening(lines: string[], depth: number): [Block | undefined, number] {
  const line = lines[0] ?? '';
  if (isBlank(line)) return [undefined, leading(lines, isBlank)];
  if (FENCE.test(line)) return fence(lines);
  if (RULE.test(line)) return [{ kind: 'rule' }, 1];
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined) return [{ kind: 'heading', children: inline(heading) }, 1];
  if (depth < DEEPEST && QUOTE.test(line)) return quote(lines, depth);
  if (depth < DEEPEST && ITEM.test(line)) return list(lines, depth);
  return paragraph(lines, depth);
}

function fence(lines: string[]): [Block, number] {
  const sign = FENCE.exec(lines[0] ?? '')?.[1] ?? '';
  const end = lines.findIndex((line, at) => at > 0 && line.trim().startsWith(sign));
  const last = end < 0 ? lines.length : end;
  return [{ kind: 'code', text: lines.slice(1, last).join('\n') }, last + 1];
}

function quote(lines: string[], depth: number): [Block, number] {
  const taken = leading(lines, (line) => QUOTE.test(line));
  const inner = lines.slice(0, taken).map((line) => line.replace(QUOTE, ''));
  return [{ kind: 'quote', children: blocks(inner, depth + 1) }, taken];
}

function list(lines: string[], depth: number): [Block, number] {
  const start = ITEM.exec(lines[0] ?? '')?.[3];
  const items: string[][] = [];
  const taken = leading(lines, (line) => {
    const item = ITEM.exec(line);
    if (item && (item[3] === undefined) === (start === undefined)) items.push([item[4] ?? '']);
    else if (/^\s+\S/.test(line)) items.at(-1)?.push(line.replace(/^\s{1,4}/, ''));
    else return false;
    return true;
  });
  const children = items.map((item) => blocks(item, depth + 1));
  return [
    { kind: 'list', start: start === undefined ? undefined : Number(start), items: children },
    taken,
  ];
}

function paragraph(lines: string[], depth: number): [Block, number] {
  const taken = 1 + leading(lines.slice(1), (line) => isText(line, depth));
  const text = lines
    .slice(0, taken)
    .map((line) => line.trim())
    .join('\n');
  return [{ kind: 'paragraph', children: inline(text) }, taken];
}

function isText(line: string, depth: number): boolean {
  if (isBlank(line) || FENCE.test(line) || HEADING.test(line) || RULE.test(line)) return false;
  return depth >= DEEPEST || !(QUOTE.test(line) || ITEM.test(line));
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function leading(lines: string[], fits: (line: string) => boolean): number {
  const end = lines.findIndex((line) => !fits(line));
  return end < 0 ? lines.length : end;
}
