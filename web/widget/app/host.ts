// The page around the frame. It is told only to whom it may concern, as far as the browser says who
// that is, and nobody else is listened to.

import {
  deliver,
  encode,
  PREFIX,
  type Listeners,
  type ToFrame,
  type ToPage,
} from 'shared/protocol';
import { page } from './page';

export class Host {
  // Nobody is around in a window of its own, and in the web view of an application.
  readonly isPresent = window.parent !== window;
  readonly #origin = originAround();

  listen(listeners: Listeners<ToFrame>): void {
    addEventListener('message', ({ source, origin, data }) => {
      if (this.#trusts(source, origin)) deliver<ToFrame>(data, listeners);
    });
  }

  say<Name extends keyof ToPage>(event: Name, fields: ToPage[Name]): void {
    const message = encode<ToPage, Name>(event, fields);
    if (this.isPresent) window.parent.postMessage(message, this.#origin ?? '*');
    else page.ReactNativeWebView?.postMessage(message);
  }

  // Ends the chat where no page is around it.
  leave(): void {
    const application = page.ReactNativeWebView;
    if (application) application.postMessage(PREFIX + JSON.stringify({ type: 'close-widget' }));
    else window.close();
  }

  #trusts(source: MessageEventSource | null, origin: string): boolean {
    if (!this.isPresent) return source === window && page.ReactNativeWebView !== undefined;
    return source === window.parent && (this.#origin === undefined || origin === this.#origin);
  }
}

function originAround(): string | undefined {
  const nearest = location.ancestorOrigins?.[0] ?? document.referrer;
  return nearest.startsWith('http') ? new URL(nearest).origin : undefined;
}
