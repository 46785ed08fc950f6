// The frame of the chat, and what is said to it and by it. Only the frame itself, at the address
// where it was opened, is listened to, and nobody else can read what it is told.

import { deliver, encode, type Listeners, type ToFrame, type ToPage } from 'shared/protocol';

const ALLOWED = 'camera;microphone;fullscreen;display-capture;picture-in-picture;clipboard-write;';

// A page that always asks for something else is not remembered for ever.
const MOST = 100;

export class Frame {
  readonly holder = document.createElement('div');
  #iframe = document.createElement('iframe');
  readonly #origin: string;
  #isReady = false;
  // What is asked for, until it is done.
  readonly #wishes = new Set<string>();

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

  // Loads the chat, in a window of its own: nobody listens to the one before any more.
  load(url: string): void {
    const fresh = this.#iframe.cloneNode() as HTMLIFrameElement;
    fresh.src = url;
    this.#iframe.replaceWith(fresh);
    this.#iframe = fresh;
    this.#isReady = false;
  }

  // A frame that was ready before knows what it was asked for.
  ready(look: ToFrame['config-set']): void {
    const wishes = this.#isReady ? [] : this.#wishes;
    this.#isReady = true;
    this.say('config-set', look);
    for (const wish of wishes) this.#post(wish);
  }

  // Tells what the frame is told anyway when it is ready.
  say<Name extends keyof ToFrame>(event: Name, fields: ToFrame[Name]): void {
    this.#post(encode<ToFrame, Name>(event, fields));
  }

  // Asks for something, now and whenever the frame has loaded itself again, until it is done.
  ask(wish: string): void {
    this.#wishes.delete(wish);
    this.#wishes.add(wish);
    const [oldest = ''] = this.#wishes;
    if (this.#wishes.size > MOST) this.#wishes.delete(oldest);
    this.#post(wish);
  }

  done(wish?: string): void {
    if (wish) this.#wishes.delete(wish);
    else this.#wishes.clear();
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
    if (this.#isReady) this.#iframe.contentWindow?.postMessage(message, this.#origin);
  }
}
