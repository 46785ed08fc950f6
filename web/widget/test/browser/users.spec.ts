// Who the visitor is, as the website says it, and what becomes of that on its way.

import { exchange, expect, test } from './visit';

const EVA = { name: 'Eva', email: 'eva@example.org' };
const USER = 'cw_user_site-token';

test('a user who was not told to the server yet is told by the next page', async ({ visit }) => {
  const letGo = visit.mock.hold('GET conversations');
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', EVA);
  await visit.page.waitForTimeout(300);
  expect(await visit.cookie(USER)).toBeUndefined();
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', EVA);
  letGo();
  // Only a page that is there can have noted it.
  await expect.poll(() => visit.cookie(USER)).toMatch(/^[0-9a-f]{32}$/);
  expect(visit.mock.called('PATCH', 'contact/set_user')).not.toHaveLength(0);
});

test('a user is told to the frame again that loads itself again', async ({ visit }) => {
  const letGo = visit.mock.hold('GET conversations');
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', EVA);
  await exchange(visit.page);
  await expect.poll(() => visit.mock.frames).toHaveLength(2);
  // The site says the same on each page.
  await visit.ask('setUser', 'eva-1', EVA);
  letGo();
  await expect.poll(() => visit.cookie(USER)).toBeDefined();
  expect(visit.mock.called('PATCH', 'contact/set_user')).not.toHaveLength(0);
  visit.mock.calls.length = 0;
  await exchange(visit.page);
  await expect.poll(() => visit.mock.frames).toHaveLength(3);
  await visit.ask('setCustomAttributes', { plan: 'pro' });
  await expect.poll(() => visit.mock.called('PATCH', 'contact')).toHaveLength(1);
  expect(visit.mock.called('PATCH', 'contact/set_user')).toHaveLength(0);
});

test('nobody sees what was said to the user before them', async ({ visit }) => {
  visit.mock.contact.identifier = 'adam';
  visit.mock.remember(2);
  visit.mock.whisper('For Adam');
  const letGo = visit.mock.hold('PATCH contact/set_user');
  await visit.arrive();
  await expect(visit.holder).toHaveClass(/has-unread-view/);
  await visit.ask('setUser', 'eva-1', EVA);
  await expect(visit.holder).not.toHaveClass(/has-unread-view/);
  await expect(visit.badge).toHaveCount(0);
  await visit.ask('toggle', 'open');
  await visit.page.waitForTimeout(300);
  await expect(visit.chat.getByText('For Adam')).toHaveCount(0);
  expect(visit.mock.called('POST', 'conversations/update_last_seen')).toHaveLength(0);
  letGo();
  await expect(visit.chat.getByRole('button', { name: 'Send us a message' })).toBeVisible();
  await expect(visit.chat.getByText('For Adam')).toHaveCount(0);
});

for (const [who, identifier] of [
  ['nobody', null],
  ['adam', 'adam'],
] as const) {
  const kept = identifier === null;
  test(`what ${who} was writing is ${kept ? 'kept' : 'gone'} for Eva`, async ({ visit }) => {
    visit.mock.contact.identifier = identifier;
    visit.mock.acquaintances = ['eva-1'];
    await visit.openMessages();
    await visit.composer.fill('I would like');
    await visit.chat.locator('input[type=file]').setInputFiles({
      name: 'notes.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('Hello'),
    });
    await visit.ask('setUser', 'eva-1', EVA);
    await expect.poll(() => visit.cookie('cw_conversation')).toBe('token-2');
    if (!kept) await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    await expect(visit.composer).toHaveValue(kept ? 'I would like' : '');
    await expect(visit.chat.getByText('notes.txt')).toHaveCount(kept ? 1 : 0);
  });
}
