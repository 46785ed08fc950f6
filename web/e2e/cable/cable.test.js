// The clients that people have, as they are published: an old one, which the website's chat
// carries, and a new one.

import './browser.js';

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import old from 'actioncable-6';
import recent from 'actioncable-8';

import { Desk } from '../desk.js';
import { Listener, recordedSockets } from './listener.js';

const clients = { '@rails/actioncable 6.1.3': old, '@rails/actioncable 8.1.400': recent };

describe('cable', { concurrency: true }, () => {
  for (const [name, client] of Object.entries(clients)) {
    it(`is understood by ${name}`, { timeout: 180_000 }, async (test) => {
      const desk = await Desk.open();
      test.after(() => desk.close());
      const frames = [];
      client.adapters.WebSocket = recordedSockets(frames);
      const consumers = [];
      test.after(() => consumers.forEach((consumer) => consumer.disconnect()));
      const listen = (params) => {
        const consumer = client.createConsumer(`ws://${desk.address}/cable`);
        consumers.push(consumer);
        return new Listener(consumer, { channel: 'RoomChannel', ...params });
      };

      const { account_id, user_id, pubsub_token } = desk.admin;
      const ada = listen({ pubsub_token, account_id, user_id });
      await ada.hears('connected');
      const there = await ada.hears('presence.update');
      assert.deepEqual(there, { account_id, users: { [user_id]: 'online' }, contacts: {} });

      const { conversation, contact, token } = await begin(desk, ada);
      const eva = listen({ pubsub_token: token });
      await eva.hears('connected');
      const seen = await eva.hears('presence.update');
      assert.deepEqual(seen, { account_id, users: { [user_id]: 'online' } });

      ada.subscription.perform('update_presence');
      const both = await ada.hears('presence.update');
      assert.deepEqual(both.contacts, { [contact]: 'online' });
      eva.subscription.perform('update_presence');
      await eva.hears('presence.update');

      const everybody = [ada, eva];
      await allHear(desk, conversation, 'Hello', everybody);

      // A client that hears nothing for six seconds takes its server for gone.
      await setTimeout(7_000);
      assert.ok(!everybody.some((listener) => listener.hasHeard('disconnected')));
      await allHear(desk, conversation, 'Still there', everybody);

      for (const signal of ['SIGTERM', 'SIGKILL']) {
        await desk.stop(signal);
        await Promise.all(everybody.map((listener) => listener.hears('disconnected')));
        await desk.start();
        await Promise.all(everybody.map((listener) => listener.hears('connected')));
        await allHear(desk, conversation, `Back after ${signal}`, everybody);
      }

      ada.subscription.unsubscribe();
      await allHear(desk, conversation, 'Ada does not listen', [eva]);
      assert.equal(ada.hasHeard('message.created'), false);

      understoodAll(frames, everybody);
    });
  }
});

// Begins a conversation. By what webhooks are told of it, its contact can listen too: that is not
// for members to hear.
async function begin(desk, ada) {
  const told = await webhook(desk, 'conversation_created');
  const inbox = await desk.post('inboxes', { name: 'Support', channel: { type: 'api' } });
  const created = await desk.post('contacts', { name: 'Eva' });
  const contact = created.payload.contact.id;
  await desk.post('conversations', { inbox_id: inbox.id, contact_id: contact });
  const { id, contact_inbox } = await ada.hears('conversation.created');
  assert.equal(contact_inbox.pubsub_token, '');
  const { contact_inbox: known } = await told();
  return { conversation: id, contact, token: known.pubsub_token };
}

// Adds a webhook, and promises what it is told first.
async function webhook(desk, event) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/`;
  await desk.post('webhooks', { url, subscriptions: [event] });
  const told = once(server, 'request').then(async ([request, response]) => {
    const body = await json(request);
    response.end();
    server.close();
    return body;
  });
  return () => told;
}

async function allHear(desk, conversation, content, listeners) {
  const heard = Promise.all(listeners.map((listener) => listener.hearsMessage(content)));
  const { id } = await desk.post(`conversations/${conversation}/messages`, { content });
  for (const data of await heard) assert.equal(data.id, id);
}

// Nothing came that a client had no use for, and it was confirmed once for each connection
// that it is subscribed.
function understoodAll(frames, listeners) {
  const of = (type) => frames.filter((frame) => frame.type === type).length;
  const connections = 3 * listeners.length;
  assert.equal(of('welcome'), connections);
  assert.equal(of('confirm_subscription'), connections);
  assert.equal(of('disconnect'), listeners.length);
  assert.ok(of('ping') >= 2 * listeners.length);
  const received = listeners.reduce((sum, listener) => sum + listener.received, 0);
  assert.equal(of(undefined), received);
  const kinds = new Set(frames.map((frame) => frame.type));
  const known = ['welcome', 'ping', 'confirm_subscription', 'disconnect', undefined];
  assert.deepEqual(
    [...kinds].filter((kind) => !known.includes(kind)),
    [],
  );
}
