// What a website says of a conversation, and what becomes of that until there is one.

import type { PreChatField } from 'shared/wire';
import { exchange, expect, test } from './visit';

const NOTES = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Hello') };
const ORDER: PreChatField = {
  field_type: 'conversation_attribute',
  name: 'order',
  label: 'Order',
  type: 'text',
  required: true,
  enabled: true,
};

test('what the server does not take does not keep a visitor from writing', async ({ visit }) => {
  await visit.openMessages();
  await visit.ask('setConversationCustomAttributes', { order: 'A-1' });
  await visit.ask('setLabel', 'vip');
  const refusal = { message: 'Order is unknown', attributes: ['custom_attributes'] };
  visit.mock.refuseOnce('POST messages', 422, refusal);
  const warning = visit.page.waitForEvent('console', (it) => it.type() === 'warning');
  await visit.send('Hello');
  await warning;
  await expect(visit.log.getByText('Sent')).toBeVisible();
  await expect(visit.log.getByRole('alert')).toHaveCount(0);
  expect(visit.mock.talk?.messages).toHaveLength(1);
  // What can be said is said afterwards.
  await expect.poll(() => visit.mock.talk?.labels).toEqual(['vip']);
});

test('values are what they were, when files come first, too', async ({ visit }) => {
  await visit.openMessages();
  const attributes = { count: 3, isGift: true, note: null, tags: ['a', 'b'] };
  await visit.ask('setConversationCustomAttributes', attributes);
  await visit.chat.locator('input[type=file]').setInputFiles(NOTES);
  await visit.send('See this');
  await expect.poll(() => visit.mock.talk?.attributes).toEqual(attributes);
});

test('what was said before the first message is known on the next page', async ({ visit }) => {
  await visit.arrive();
  await visit.ask('setConversationCustomAttributes', { order: 'A-1' });
  await visit.ask('setLabel', 'vip');
  await exchange(visit.page);
  await expect.poll(() => visit.mock.frames).toHaveLength(2);
  await visit.ask('toggle', 'open');
  await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
  await visit.send('Hello');
  await expect(visit.log.getByText('Sent')).toBeVisible();
  await expect
    .poll(() => visit.mock.talk)
    .toMatchObject({ attributes: { order: 'A-1' }, labels: ['vip'] });
  // What a conversation has taken is not said again.
  visit.mock.calls.length = 0;
  await exchange(visit.page);
  await expect.poll(() => visit.mock.called('GET', 'messages')).toHaveLength(1);
  await visit.ask('setCustomAttributes', { plan: 'pro' });
  await expect.poll(() => visit.mock.called('PATCH', 'contact')).toHaveLength(1);
  expect(visit.mock.called('POST', 'labels')).toHaveLength(0);
  expect(visit.mock.called('POST', 'conversations/set_custom_attributes')).toHaveLength(0);
});

test('what is said while it is not known where is said afterwards', async ({ visit }) => {
  visit.mock.remember(2);
  const { page } = visit;
  await page.route('**/widget/conversations?*', (route) => route.abort());
  await visit.openMessages();
  await expect(visit.log.getByText('Message 2')).toHaveCount(0);
  await visit.ask('setLabel', 'vip');
  await visit.send('Hello');
  await expect.poll(() => visit.mock.called('POST', 'messages')).toHaveLength(1);
  await page.unroute('**/widget/conversations?*');
  await expect.poll(() => visit.mock.talk?.labels, { timeout: 15_000 }).toEqual(['vip']);
});

test.describe('a website that asks before', () => {
  test.use({
    inbox: { preChatFormEnabled: true, preChatFormOptions: { pre_chat_fields: [ORDER] } },
  });

  test('keeps what was answered beside what it says itself', async ({ visit }) => {
    await visit.open();
    await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    await visit.chat.getByLabel('Order').fill('A-1');
    await visit.chat.getByLabel('Message').fill('Hello');
    await visit.chat.getByRole('button', { name: 'Start the conversation' }).click();
    await expect(visit.log.getByText('Sent')).toBeVisible();
    await visit.ask('setConversationCustomAttributes', { page: 'basket' });
    await expect.poll(() => visit.mock.talk?.attributes).toEqual({ order: 'A-1', page: 'basket' });
  });
});
