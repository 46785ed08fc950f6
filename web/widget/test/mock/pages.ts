// The pages of the mock: the one in the frame, as the server has it, and websites that embed it.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Channel } from 'shared/wire';
import type { Answer } from './answers';
import { INSTALLATION } from './records';

const DIST = new URL('../../dist/', import.meta.url);
const TYPES: Record<string, string> = {
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
};

export function asset(path: string): Answer {
  const type = TYPES[path.split('.').at(-1) ?? ''];
  return { type, body: readFileSync(new URL(path, DIST)) };
}

export function frame(
  channel: Channel,
  authToken: string,
  pubsubToken: string,
  brandUrl: string,
): Answer {
  const { file, css } = entry();
  const nonce = randomBytes(12).toString('base64');
  const globals = {
    chatwootWebChannel: channel,
    chatwootPubsubToken: pubsubToken,
    authToken,
    globalConfig: { ...INSTALLATION, WIDGET_BRAND_URL: brandUrl },
  };
  const script = Object.entries(globals)
    .map(([name, value]) => `window.${name} = ${JSON.stringify(value).replace(/</g, '\\u003c')};`)
    .join('\n');
  return {
    type: 'text/html; charset=utf-8',
    headers: {
      'Content-Security-Policy':
        `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self'; connect-src 'self' ws:; ` +
        "img-src 'self' https: http: data: blob:; media-src 'self' https: http: blob:; base-uri 'none'; form-action 'none'",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chat</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
${css.map((path) => `<link rel="stylesheet" href="/widget-assets/${path}">`).join('')}
<script nonce="${nonce}">${script}</script>
<script type="module" src="/widget-assets/${file}"></script></head><body></body></html>`,
  };
}

// A website with rules of its own that are as strict, and as careless, as they can be.
export function site(baseUrl: string): Answer {
  return {
    type: 'text/html; charset=utf-8',
    headers: {
      'Content-Security-Policy': `default-src 'none'; script-src 'self' ${baseUrl}; style-src 'self'; frame-src ${baseUrl}`,
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Acme Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/site.css"></head>
<body><main><h1>Acme Shop</h1><p>Things for people.</p><button id="buy">Buy</button></main>
<script src="/site.js" data-base="${baseUrl}"></script></body></html>`,
  };
}

export const SITE_STYLES = `
  body { margin: 40px; font-family: Georgia, serif; }
  button { padding: 30px; border-radius: 0; background: hotpink; text-transform: uppercase; }
  iframe { max-width: 50px; border: 5px solid red; }
  div { letter-spacing: 3px; }
  svg { width: 10px; }
`;

// The snippet that sites carry, with what the address of the page asks for as settings.
export const SITE_SCRIPT = `
  const base = document.currentScript.dataset.base;
  const asked = new URLSearchParams(location.search).get('settings');
  window.heard = [];
  for (const name of ['ready', 'error', 'on-message', 'postback', 'opened', 'closed', 'on-start-conversation'])
    addEventListener('chatwoot:' + name, ({ detail }) => window.heard.push([name, detail]));
  window.refused = [];
  addEventListener('securitypolicyviolation', (event) => window.refused.push(event.violatedDirective));
  window.chatwootSettings = asked ? JSON.parse(asked) : {};
  (function (d, t) {
    const g = d.createElement(t), s = d.getElementsByTagName(t)[0];
    g.src = base + '/packs/js/sdk.js';
    g.async = true;
    s.parentNode.insertBefore(g, s);
    g.onload = function () {
      window.chatwootSDK.run({ websiteToken: 'site-token', baseUrl: base });
    };
  })(document, 'script');
`;

function entry(): { file: string; css: string[] } {
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', DIST), 'utf8'));
  return { file: manifest['app/main.ts'].file, css: manifest['app/main.ts'].css ?? [] };
}
