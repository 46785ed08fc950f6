// Draws the tree of a message as nodes. Nothing is ever read as HTML.

import { parse } from './parse';
import type { Block, Inline } from './tree';

export function render(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...parse(text).map(block));
  return fragment;
}

function block(tree: Block): HTMLElement {
  switch (tree.kind) {
    case 'paragraph':
      return element('p', tree.children.map(span));
    case 'heading':
      return element('p', [element('strong', tree.children.map(span))]);
    case 'code':
      return scrolling(element('pre', [element('code', [tree.text])]));
    case 'quote':
      return element('blockquote', tree.children.map(block));
    case 'list':
      return list(tree.start, tree.items);
    case 'rule':
      return element('hr', []);
  }
}

function list(start: number | undefined, items: Block[][]): HTMLElement {
  const made = element(start === undefined ? 'ul' : 'ol', items.map(item));
  if (start !== undefined) made.setAttribute('start', `${start}`);
  return made;
}

// What an item says stands in it without a paragraph of its own.
function item(content: Block[]): HTMLElement {
  const nodes = content.flatMap((each) =>
    each.kind === 'paragraph' ? each.children.map(span) : [block(each)],
  );
  return element('li', nodes);
}

function span(tree: Inline): Node | string {
  switch (tree.kind) {
    case 'text':
      return tree.text;
    case 'code':
      return element('code', [tree.text]);
    case 'break':
      return element('br', []);
    case 'strong':
      return element('strong', tree.children.map(span));
    case 'emphasis':
      return element('em', tree.children.map(span));
    case 'strike':
      return element('del', tree.children.map(span));
    case 'link':
      return link(tree.href, tree.children.map(span));
    case 'image':
      return picture(tree.src, tree.alt);
  }
}

function link(href: string, children: (Node | string)[]): HTMLElement {
  const made = element('a', children) as HTMLAnchorElement;
  made.href = href;
  made.target = '_blank';
  made.rel = 'noopener noreferrer nofollow';
  return made;
}

function picture(src: string, alt: string): HTMLElement {
  const made = element('img', []) as HTMLImageElement;
  made.referrerPolicy = 'no-referrer';
  made.loading = 'lazy';
  made.alt = alt;
  made.src = src;
  return made;
}

// What can be scrolled can be reached by the keyboard.
function scrolling(made: HTMLElement): HTMLElement {
  made.tabIndex = 0;
  return made;
}

function element(name: string, children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}
