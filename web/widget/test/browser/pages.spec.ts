// What becomes of the chat when the page around it changes, or when there is no chat to be had.

import { exchange, expect, test } from './visit';

const EVA = { name: 'Eva', email: 'eva@example.org' };

test('a visitor stays who they are when the body of the page is exchanged', async ({ visit }) => {
  await visit.openMessages();
  await visit.send('Hello');
  await expect(visit.log.getByText('Sent')).toBeVisible();
  expect(visit.mock.frames).toEqual([null]);
  await exchange(visit.page);
  await expect.poll(() => visit.mock.frames).toEqual([null, 'token-1']);
  await expect(visit.log.getByText('Hello')).toBeVisible();
  await expect(visit.page.locator('#cw-bubble-holder')).toHaveCount(1);
  await expect(visit.page.locator('#cw-widget-holder')).toHaveCount(1);
  await expect(visit.holder).not.toHaveClass(/woot--hide/);
  expect(await visit.heard('ready')).toHaveLength(1);
});

test('who was made another visitor is that one on the next page, too', async ({ visit }) => {
  visit.mock.contact.identifier = 'adam';
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', EVA);
  await expect.poll(() => visit.cookie('cw_conversation')).toBe('token-2');
  await exchange(visit.page);
  await expect.poll(() => visit.mock.frames).toEqual([null, 'token-2']);
});

test('what is said while the frame loads itself again is not lost', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.arrive();
  await exchange(visit.page);
  await visit.ask('setLabel', 'vip');
  await expect.poll(() => visit.mock.called('POST', 'labels')).toHaveLength(1);
});

test('a page that is morphed leaves the chat as it is', async ({ visit }) => {
  await visit.arrive();
  await exchange(visit.page, 'morph');
  await visit.ask('toggle', 'open');
  await expect(visit.chat.getByRole('heading', { level: 1 })).toBeVisible();
  expect(visit.mock.frames).toEqual([null]);
});

test('nothing is to be seen until the chat is there, in its own colour', async ({ visit }) => {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await visit.page.route('**/widget?*', async (route) => {
    await held;
    await route.continue();
  });
  await visit.page.goto(visit.mock.siteUrl());
  await expect(visit.page.locator('#cw-widget-holder')).toBeAttached();
  await expect(visit.page.locator('.woot-widget-bubble')).toHaveCount(0);
  await visit.ask('toggle', 'open');
  await expect(visit.holder).toHaveClass(/woot--hide/);
  letGo();
  await expect(visit.holder).not.toHaveClass(/woot--hide/);
  await expect(visit.page.locator('.woot--close')).toHaveCSS('background-color', /rgb\(\d/);
  await visit.ask('toggle', 'close');
  await expect(visit.bubble).toBeVisible();
});

test('a website whose chat cannot be had is one without a chat', async ({ visit }) => {
  const failed = visit.page.waitForEvent('requestfailed', (it) => it.url().includes('/widget?'));
  await visit.page.route('**/widget?*', (route) => route.abort());
  await visit.page.goto(visit.mock.siteUrl());
  await failed;
  await visit.ask('toggle', 'open');
  await expect(visit.holder).toHaveClass(/woot--hide/);
  await expect(visit.page.locator('.woot-widget-bubble')).toHaveCount(0);
});
