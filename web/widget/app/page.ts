// What the server wrote into the page of the frame.

import type { Channel, Installation } from 'shared/wire';

export interface Page {
  chatwootWebChannel: Channel;
  chatwootPubsubToken: string;
  authToken: string;
  globalConfig: Installation;
}

export const page = window as unknown as Page & {
  ReactNativeWebView?: { postMessage(message: string): void };
};
