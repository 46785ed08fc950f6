// What a message says, in one line and without its looks.

import { parse } from './parse';
import type { Block, Inline } from './tree';

export function plain(text: string): string {
  return parse(text).map(block).join(' ');
}

function block(tree: Block): string {
  switch (tree.kind) {
    case 'paragraph':
    case 'heading':
      return spans(tree.children);
    case 'code':
      return tree.text;
    case 'quote':
      return tree.children.map(block).join(' ');
    case 'list':
      return tree.items.flat().map(block).join(' ');
    case 'rule':
      return '';
  }
}

function spans(trees: Inline[]): string {
  return trees.map(span).join('');
}

function span(tree: Inline): string {
  switch (tree.kind) {
    case 'text':
    case 'code':
      return tree.text;
    case 'break':
      return ' ';
    case 'image':
      return tree.alt;
    default:
      return spans(tree.children);
  }
}
