// A website of somebody else, on an origin of its own, which has the script that the desk gave it.

import { once } from 'node:events';
import { createServer } from 'node:http';

export class Site {
  #server;

  static async open(desk, { script }) {
    const site = new Site();
    // Strict, as sites can be: nothing but the script of the page and what comes from the desk.
    const policy = `default-src 'none'; script-src 'nonce-n' ${desk.url}; frame-src ${desk.url}`;
    const page = pageWith(script.replace('<script>', '<script nonce="n">'));
    site.#server = createServer((_, response) => {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
      });
      response.end(page);
    }).listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    // Another name than that of the desk: what the frame would store is of a third party.
    site.url = `http://localhost:${site.#server.address().port}/`;
    return site;
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function pageWith(script) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Acme Shop</title>
    <script nonce="n">
      window.heard = [];
      window.refused = [];
      for (const name of ['ready', 'error', 'on-message', 'opened', 'closed'])
        addEventListener('chatwoot:' + name, ({ detail }) => window.heard.push([name, detail]));
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        window.refused.push(violatedDirective + ' ' + blockedURI),
      );
    </script>
  </head>
  <body>
    <main><h1>Acme Shop</h1><p>Things for people.</p></main>
    ${script}
  </body>
</html>`;
}
