// Someone who listens by a stock client, and what they have heard so far.

import WebSocket from 'ws';

// For how long something may be on its way: also until a client looks whether its server is
// still there, and connects again.
const PATIENCE = 40_000;

// Sockets that keep what comes through them, for `frames`.
export function recordedSockets(frames) {
  return class extends WebSocket {
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => frames.push(JSON.parse(data)));
    }
  };
}

export class Listener {
  #heard = [];
  #noticed = () => {};

  constructor(consumer, params) {
    this.received = 0;
    this.subscription = consumer.subscriptions.create(params, {
      connected: () => this.#note('connected'),
      disconnected: () => this.#note('disconnected'),
      rejected: () => this.#note('rejected'),
      received: ({ event, data }) => {
        this.received += 1;
        this.#note(event, data);
      },
    });
  }

  // The data of the next thing of this name; others before it are passed over.
  async hears(event, isIt = () => true) {
    const deadline = Date.now() + PATIENCE;
    while (Date.now() < deadline) {
      while (this.#heard.length > 0) {
        const [heard, data] = this.#heard.shift();
        if (heard === event && isIt(data)) return data;
      }
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
        this.#noticed = () => (clearTimeout(timer), resolve());
      });
    }
    throw new Error(`${event} was not heard`);
  }

  hearsMessage(content) {
    return this.hears('message.created', (data) => data.content === content);
  }

  // Whether something of this name has come and was not asked for yet.
  hasHeard(event) {
    return this.#heard.some(([heard]) => heard === event);
  }

  #note(event, data) {
    this.#heard.push([event, data]);
    this.#noticed();
  }
}
