// The script that sites embed. `chatwootSDK.run({ websiteToken, baseUrl })` puts the chat into the
// page when the page has come to rest, and gives the site `window.$chatwoot` at once.

import { Chatwoot, type Site } from './chatwoot';
import { settle, type Wishes } from './settings';
import { addStyles } from './styles';

interface Page {
  $chatwoot?: Chatwoot;
  chatwootSettings?: Wishes;
  chatwootSDK?: { run(site: { websiteToken: string; baseUrl?: string }): void };
}

const page = window as Page;
const script = document.currentScript as HTMLScriptElement | null;

page.chatwootSDK = {
  run({ websiteToken, baseUrl }) {
    if (page.$chatwoot) return;
    const site: Site = { websiteToken, baseUrl: address(baseUrl) };
    const chatwoot = new Chatwoot(site, settle(page.chatwootSettings ?? {}, navigator.language));
    page.$chatwoot = chatwoot;
    whenAtRest(() => {
      addStyles();
      chatwoot.appear(document.body);
    });
    followPages(chatwoot);
  },
};

function address(baseUrl: string | undefined): string {
  const asked = new URL(baseUrl || '/', script?.src || location.href);
  return (asked.origin + asked.pathname).replace(/\/+$/, '');
}

function whenAtRest(action: () => void): void {
  // Safari has no idle callbacks.
  const rest = () => (window.requestIdleCallback ?? setTimeout)(() => action());
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', rest, { once: true });
  else rest();
}

// Frameworks that exchange the body of the page take the chat along. Each tells the next one in a
// way of its own.
interface Exchange extends Event {
  detail?: { newBody?: HTMLElement; renderMethod?: string };
  data?: { newBody?: HTMLElement };
  newDocument?: Document;
}

function followPages(chatwoot: Chatwoot): void {
  for (const event of ['turbo:before-render', 'turbolinks:before-render', 'astro:before-swap']) {
    document.addEventListener(event, ({ detail, data, newDocument }: Exchange) => {
      const body = detail?.newBody ?? data?.newBody ?? newDocument?.body;
      // What is morphed leaves the chat where it is.
      if (body && detail?.renderMethod !== 'morph') chatwoot.moveTo(body);
    });
  }
}
