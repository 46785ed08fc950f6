// A desk to test at: the built program, on a data folder and a port of its own.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const built = fileURLToPath(new URL('../../target/debug/frontdesk', import.meta.url));
const program = process.env.FRONTDESK_TEST_PROGRAM ?? built;

export class Desk {
  #folder;
  #server;

  // Adds an account, whose administrator is known by `admin`, and starts the server.
  static async open() {
    const desk = new Desk();
    desk.#folder = await mkdtemp(join(tmpdir(), 'frontdesk-'));
    desk.address = await freeAddress();
    const account = ['account', 'create', '--json', '--name', 'Acme', '--admin-name', 'Ada'];
    const admin = ['--admin-email', 'ada@acme.test', '--admin-password', 'Secret#1'];
    const { stdout } = await promisify(execFile)(program, [...account, ...admin], {
      env: desk.#environment(),
    });
    desk.admin = JSON.parse(stdout);
    await desk.start();
    return desk;
  }

  // Starts the server.
  async start() {
    this.#server = spawn(program, ['serve'], {
      env: this.#environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await ready(this.#server.stderr);
    this.#server.stderr.resume();
  }

  // Ends the server: by SIGTERM as it is meant to be ended, by SIGKILL as it is not.
  async stop(signal = 'SIGTERM') {
    const ended = once(this.#server, 'exit');
    this.#server.kill(signal);
    await ended;
  }

  async close() {
    if (this.#server.exitCode === null && this.#server.signalCode === null) await this.stop();
    await rm(this.#folder, { recursive: true });
  }

  get url() {
    return `http://${this.address}`;
  }

  // Asks for something of the account as its administrator.
  get(path) {
    return this.#ask('GET', path);
  }

  post(path, body) {
    return this.#ask('POST', path, body);
  }

  patch(path, body) {
    return this.#ask('PATCH', path, body);
  }

  delete(path) {
    return this.#ask('DELETE', path);
  }

  async #ask(method, path, body) {
    const url = `${this.url}/api/v1/accounts/${this.admin.account_id}/${path}`;
    const headers = { api_access_token: this.admin.access_token };
    const isForm = body instanceof FormData;
    if (body && !isForm) headers['content-type'] = 'application/json';
    const said = isForm ? body : JSON.stringify(body);
    const response = await fetch(url, { method, headers, body: said });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return text && JSON.parse(text);
  }

  #environment() {
    return {
      FRONTDESK_DATA_DIR: this.#folder,
      FRONTDESK_BIND: this.address,
      FRONTEND_URL: this.url,
      FRONTDESK_LOG_FORMAT: 'json',
      // What is told to webhooks is told to the test.
      FRONTDESK_ALLOW_PRIVATE_URLS: 'true',
    };
  }
}

// An address that nobody answers at. What the server says of itself has to be known before it is
// started. Ports from 32768 on are left to connections that programs open (Linux).
async function freeAddress() {
  const port = 10_000 + Math.floor(Math.random() * 22_000);
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return freeAddress();
  }
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

// Waits until the server says that it answers.
async function ready(log) {
  for await (const line of createInterface({ input: log })) {
    if (JSON.parse(line).message === 'ready') return;
  }
  throw new Error('the server ended before it was ready');
}
