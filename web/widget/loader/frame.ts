// The frame of the chat, and what is said to it and by it. Only the frame itself, at the address
// where it was opened, is listened to, and nobody else can read what it is told.

import { deliver, encode, type Listeners, type ToFrame, type ToPage } from 'shared/protocol';

const ALLOWED = 'camera;microphone;fullscreen;display-capture;picture-in-picture;clipboard-write;';

export class Frame {
  readonly holder = document.createElement('div');
  readonly #iframe = document.createElement('iframe');
  readonly #origin: string;
  #waiting: string[] | undefined = [];

  constructor(baseUrl: string, className: string, listeners: Listeners<ToPage>) {
    this.#origin = new URL(baseUrl).origin;
    this.holder.id = 'cw-widget-holder';
    this.holder.className = className;
    this.holder.setAttribute('data-turbo-permanent', '');
    this.#iframe.id = 'chatwoot_live_chat_widget';
    this.#iframe.title = 'Chat';
    this.#iframe.setAttribute('allow', ALLOWED);
    this.holder.append(this.#iframe);
    addEventListener('message', ({ source, origin, data }) => {
      if (source !== this.#iframe.contentWindow || origin !== this.#origin) return;
      deliver<ToPage>(data, listeners);
    });
  }

  // Loads the chat. What is said meanwhile waits until it is ready.
  load(url: string): void {
    this.#waiting ??= [];
    this.#iframe.src = url;
  }

  ready(look: ToFrame['config-set']): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.say('config-set', look);
    for (const message of waiting) this.#post(message);
  }

  say<Name extends keyof ToFrame>(event: Name, fields: ToFrame[Name]): void {
    const message = encode<ToFrame, Name>(event, fields);
    if (this.#waiting) this.#waiting.push(message);
    else this.#post(message);
  }

  set title(title: string) {
    this.#iframe.title = title;
  }

  set height(height: string) {
    this.#iframe.style.height = height;
  }

  focus(): void {
    this.#iframe.focus({ preventScroll: true });
  }

  #post(message: string): void {
    this.#iframe.contentWindow?.postMessage(message, this.#origin);
  }
}
