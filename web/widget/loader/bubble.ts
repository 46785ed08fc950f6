// The button that opens the chat, and the one that closes it, at their place in the host page.

import type { Surface } from 'shared/contrast';
import type { Settings } from './settings';

const CHAT = 'M21 12a8.5 8.5 0 0 1-12.4 7.6L3 21l1.6-5A8.5 8.5 0 1 1 21 12Z';
const CROSS = 'M6 6l12 12M18 6L6 18';

export class Bubble {
  readonly element = document.createElement('div');
  readonly #opening: HTMLButtonElement;
  readonly #closing: HTMLButtonElement;
  readonly #title: HTMLElement | undefined;
  #label = '';
  #news = '';

  constructor(settings: Settings, toggle: () => void) {
    this.element.id = 'cw-bubble-holder';
    this.element.className = 'woot--bubble-holder';
    this.element.setAttribute('data-turbo-permanent', '');
    this.#opening = button(settings, CHAT, toggle);
    this.#opening.firstElementChild?.setAttribute('id', 'woot-widget-bubble-icon');
    this.#closing = button(settings, CROSS, toggle);
    this.#closing.classList.add('woot--close', 'woot--hide');
    this.element.append(this.#opening, this.#closing);
    if (settings.type === 'expanded_bubble') this.#title = this.#expand(settings.launcherTitle);
    this.label = settings.launcherTitle || 'Chat';
    this.hidden = settings.hideMessageBubble;
  }

  #expand(title: string): HTMLElement {
    const text = document.createElement('div');
    text.id = 'woot-widget--expanded__text';
    text.textContent = title;
    this.#opening.classList.add('woot-widget--expanded');
    this.#opening.append(text);
    return text;
  }

  set label(label: string) {
    if (this.#title) this.#title.textContent ||= label;
    this.#label = label;
    this.#name();
  }

  // Who listens hears what there is, and who looks sees how much.
  news(count: number, label: string): void {
    this.#opening.classList.toggle('unread-notification', count > 0);
    this.#opening.dataset.unread = count > 9 ? '9+' : `${count}`;
    this.#news = count > 0 && label ? `, ${label}` : '';
    this.#name();
  }

  #name(): void {
    const name = this.#label + this.#news;
    for (const each of [this.#opening, this.#closing]) each.setAttribute('aria-label', name);
  }

  set colors({ background, text }: Surface) {
    for (const { style } of [this.#opening, this.#closing]) {
      style.background = background;
      style.color = text;
    }
  }

  set open(open: boolean) {
    this.#opening.classList.toggle('woot--hide', open);
    this.#closing.classList.toggle('woot--hide', !open);
    for (const each of [this.#opening, this.#closing])
      each.setAttribute('aria-expanded', `${open}`);
  }

  set hidden(hidden: boolean) {
    this.element.classList.toggle('woot-hidden', hidden);
  }

  focus(): void {
    this.#opening.focus({ preventScroll: true });
  }
}

function button(settings: Settings, path: string, click: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `woot-widget-bubble woot-elements--${settings.position}`;
  if (settings.widgetStyle === 'flat') made.classList.add('woot-widget-bubble--flat');
  made.append(icon(path));
  made.addEventListener('click', click);
  return made;
}

function icon(path: string): SVGElement {
  const picture = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  picture.append(line);
  return picture;
}
