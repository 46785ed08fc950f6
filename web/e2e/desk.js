// A desk to test at: the built program, on a data folder and a port of its own.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
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
    desk.address = '127.0.0.1:0';
    const account = ['account', 'create', '--json', '--name', 'Acme', '--admin-name', 'Ada'];
    const admin = ['--admin-email', 'ada@acme.test', '--admin-password', 'Secret#1'];
    const { stdout } = await promisify(execFile)(program, [...account, ...admin], {
      env: desk.#environment(),
    });
    desk.admin = JSON.parse(stdout);
    await desk.start();
    return desk;
  }

  // Starts the server, at the address where it was before.
  async start() {
    this.#server = spawn(program, ['serve'], {
      env: this.#environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.address = await ready(this.#server.stderr);
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

  // Posts to the account as its administrator.
  async post(path, body) {
    const url = `http://${this.address}/api/v1/accounts/${this.admin.account_id}/${path}`;
    const headers = {
      api_access_token: this.admin.access_token,
      'content-type': 'application/json',
    };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  #environment() {
    return {
      FRONTDESK_DATA_DIR: this.#folder,
      FRONTDESK_BIND: this.address,
      FRONTDESK_LOG_FORMAT: 'json',
      // What is told to webhooks is told to the test.
      FRONTDESK_ALLOW_PRIVATE_URLS: 'true',
    };
  }
}

// Where the server says that it answers.
async function ready(log) {
  for await (const line of createInterface({ input: log })) {
    const { message, address } = JSON.parse(line);
    if (message === 'ready') return address;
  }
  throw new Error('the server ended before it was ready');
}
