// Who a visitor is, as the website says it.

import { expect, test } from './visit.js';

test('who is signed wrongly is nobody', async ({ visit }) => {
  await visit.arrive();
  await visit.openMessages();
  await visit.send('Hello');

  await visit.ask('setUser', 'crm-1', { name: 'Eva', identifier_hash: visit.signature('crm-2') });

  await expect.poll(() => visit.heard('error')).not.toHaveLength(0);
  const { meta } = await visit.conversation();
  expect(meta.sender.identifier).toBeNull();
  expect(meta.sender.name).not.toBe('Eva');
  expect(meta.hmac_verified).toBe(false);
});

test('who is signed is known, on every device', async ({ visit, browser }) => {
  await visit.arrive();
  await visit.openMessages();
  await visit.send('Hello');
  const known = { name: 'Eva', email: 'eva@shop.test', identifier_hash: visit.signature('crm-1') };
  await visit.ask('setUser', 'crm-1', known);
  await expect.poll(async () => (await visit.conversation()).meta.hmac_verified).toBe(true);
  await visit.ask('setCustomAttributes', { plan: 'pro' });
  await visit.ask('setConversationCustomAttributes', { order: 'A-1' });
  const shown = async () => {
    const { meta, custom_attributes } = await visit.conversation();
    return [meta.sender.name, meta.sender.custom_attributes.plan, custom_attributes.order];
  };
  await expect.poll(shown).toEqual(['Eva', 'pro', 'A-1']);

  const page = await browser.newPage();
  const elsewhere = Object.assign(Object.create(visit), { page });
  await elsewhere.arrive();
  await elsewhere.ask('setUser', 'crm-1', known);
  await elsewhere.openMessages();
  await expect(elsewhere.log.getByText('Hello')).toBeVisible();
  await page.close();
});

test('who is somebody new has nothing of the one before', async ({ visit }) => {
  await visit.arrive();
  await visit.openMessages();
  await visit.send('My secret');

  await visit.ask('reset');
  await visit.arrive();
  await visit.openMessages();

  await expect(visit.composer).toBeVisible();
  await expect(visit.log.getByText('My secret')).toHaveCount(0);
});

test('the page on which it can be tried has it', async ({ visit }) => {
  const refused = [];
  visit.page.on('console', (message) => {
    if (message.type() === 'error') refused.push(message.text());
  });
  await visit.arrive(`${visit.desk.url}/widget-demo`);
  await visit.page.getByRole('button', { name: 'Open the chat' }).click();
  await expect(visit.chat.getByText('Hello!')).toBeVisible();
  await visit.openMessages();
  await visit.send('Hello from the demo');
  await visit.screenshot('demo');
  await visit.isAccessible();
  expect(refused).toEqual([]);
});
