// A conversation, as the visitor has it.

import { MessageType } from 'shared/wire';
import { ATTACKS } from '../unit/attacks';
import { expect, test } from './visit';

test('what is said is answered, both seen at once', async ({ visit }) => {
  await visit.openMessages();
  await visit.send('Hello **there**');
  await expect(visit.log.locator('strong', { hasText: 'there' })).toBeVisible();
  await expect(visit.log.getByText('Sent')).toBeVisible();
  visit.mock.type('on');
  await expect(visit.log.getByText('Ada is typing')).toBeAttached();
  visit.mock.say('Hi! How can I help?');
  await expect(visit.log.getByText('Hi! How can I help?')).toBeVisible();
  await expect(visit.log.getByText('Ada is typing')).not.toBeAttached();
  await expect(visit.log.getByText('Hello')).toHaveCount(1);
  await expect.poll(() => visit.heard('on-message')).toHaveLength(2);
  await expect
    .poll(() => visit.mock.called('POST', 'conversations/update_last_seen'))
    .toHaveLength(1);
});

test('the visitor sees what the team has seen', async ({ visit }) => {
  await visit.openMessages();
  await visit.send('Hello');
  await expect(visit.log.getByText('Sent')).toBeVisible();
  if (visit.mock.talk) visit.mock.talk.agentSeenAt = Math.ceil(Date.now() / 1000);
  // It is told with whatever is told of the conversation, once the chat knows that one.
  await expect(async () => {
    visit.mock.type('on');
    await expect(visit.log.getByText('Seen')).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test('private notes and those who write them stay private', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  visit.mock.type('on', true);
  visit.mock.say('This one is difficult', { private: true });
  visit.mock.say('Ada was assigned', { message_type: MessageType.activity });
  visit.mock.say('Hi!');
  await expect(visit.log.getByText('Hi!')).toBeVisible();
  await expect(visit.log.getByText('difficult')).toHaveCount(0);
  await expect(visit.log.getByText('assigned')).toHaveCount(0);
});

test('the team sees that the visitor types', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  await visit.composer.pressSequentially('Hel');
  const typing = () =>
    visit.mock.called('POST', 'conversations/toggle_typing').map(({ body }) => body);
  await expect.poll(typing).toEqual([{ typing_status: 'on' }]);
  await visit.composer.press('Enter');
  await expect.poll(typing).toEqual([{ typing_status: 'on' }, { typing_status: 'off' }]);
});

test('what could not be sent can be sent again, or left', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  await expect(visit.log.getByText('Message 2')).toBeVisible();
  visit.mock.failOnce('messages');
  await visit.send('Hello');
  await expect(visit.log.getByText('Not sent.')).toBeVisible();
  await visit.log.getByRole('button', { name: 'Try again' }).click();
  await expect(visit.log.getByText('Not sent.')).toHaveCount(0);
  await expect.poll(() => visit.mock.talk?.messages.at(-1)?.content).toBe('Hello');
  visit.mock.failOnce('messages');
  await visit.send('Never mind');
  await visit.log.getByRole('button', { name: 'Remove' }).click();
  await expect(visit.log.getByText('Never mind')).toHaveCount(0);
});

test('after the connection was lost, what was missed is shown', async ({ visit }) => {
  visit.mock.remember(4);
  await visit.openMessages();
  await expect(visit.log.getByText('Message 4')).toBeVisible();
  visit.mock.acceptCable(false);
  visit.mock.cutCable();
  await expect(visit.chat.getByText('Reconnecting…')).toBeVisible();
  for (let at = 1; at <= 105; at++) visit.mock.say(`Missed ${at}`);
  visit.mock.acceptCable(true);
  await expect(visit.log.getByText('Missed 105')).toBeVisible({ timeout: 15_000 });
  await expect(visit.log.getByText('Missed 1', { exact: true })).toBeAttached();
  await expect(visit.chat.getByText('Reconnecting…')).toBeHidden();
});

test('earlier messages are fetched when they are wanted', async ({ visit }) => {
  visit.mock.remember(50);
  await visit.openMessages();
  await expect(visit.log.getByText('Message 50')).toBeInViewport();
  for (const first of [11, 1]) {
    await visit.log.getByRole('button', { name: 'Show earlier messages' }).click();
    await expect(visit.log.getByText(`Message ${first}`, { exact: true })).toBeAttached();
  }
  await expect(visit.log.getByRole('button', { name: 'Show earlier messages' })).toHaveCount(0);
});

test('who reads what was said before is not torn away by what is said now', async ({ visit }) => {
  visit.mock.remember(20, (at) => `Message ${at}\n\nwith\n\nlines`);
  await visit.openMessages();
  await expect(visit.log.getByText('Message 20')).toBeInViewport();
  await visit.log.getByText('Message 3', { exact: true }).scrollIntoViewIfNeeded();
  visit.mock.say('News');
  await visit.chat.getByRole('button', { name: '1 new message' }).click();
  await expect(visit.log.getByText('News')).toBeInViewport();
});

test('files are sent, with a preview before and a link after', async ({ visit }) => {
  await visit.openMessages();
  await visit.chat.locator('input[type=file]').setInputFiles([
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Hello') },
    { name: 'more.txt', mimeType: 'text/plain', buffer: Buffer.from('Hello') },
  ]);
  await visit.chat.getByRole('button', { name: 'Remove more.txt' }).click();
  await visit.send('See this');
  await expect(visit.log.getByRole('link', { name: 'Download notes.txt' })).toBeVisible();
  expect(visit.mock.talk?.messages[0]).toMatchObject({ content: 'See this' });
  expect(visit.mock.talk?.messages[0]?.attachments).toHaveLength(1);
});

test('a file that is too large is not sent at all', async ({ visit }) => {
  await visit.openMessages();
  await visit.chat.locator('input[type=file]').setInputFiles({
    name: 'film.mp4',
    mimeType: 'video/mp4',
    buffer: Buffer.alloc(1024 * 1024 + 1),
  });
  await expect(visit.chat.getByRole('alert')).toHaveText('film.mp4 is larger than 1 MB');
});

test('an emoji goes to where the cursor is', async ({ visit }) => {
  await visit.openMessages();
  await visit.composer.fill('Hello');
  await visit.chat.getByRole('button', { name: 'Insert an emoji' }).click();
  await visit.chat.getByRole('button', { name: '👋' }).click();
  await expect(visit.composer).toHaveValue('Hello👋');
  await expect(visit.composer).toBeFocused();
});

test('the conversation can be ended, and another one begun', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  await visit.chat.getByRole('button', { name: 'More options' }).click();
  await visit.chat.getByRole('button', { name: 'End the conversation' }).click();
  await visit.chat.getByRole('button', { name: 'End the conversation' }).click();
  await expect(visit.chat.getByText('This conversation has ended.')).toBeVisible();
  await visit.chat.getByRole('button', { name: 'More options' }).click();
  await visit.chat.getByRole('button', { name: 'Start a new conversation' }).click();
  await expect(visit.log.getByText('Message 1')).toHaveCount(0);
  await visit.send('Something else');
  await expect(visit.log.getByText('Something else')).toBeVisible();
  await expect.poll(() => visit.mock.talk?.id).toBe(43);
  await expect(visit.log.getByText('Message 1')).toHaveCount(0);
});

test.describe('where ended conversations stay ended', () => {
  test.use({ inbox: { allowMessagesAfterResolved: false } });

  test('only another one can be begun', async ({ visit }) => {
    visit.mock.remember(2);
    await visit.openMessages();
    visit.mock.become('resolved');
    await expect(visit.composer).toHaveCount(0);
    await visit.chat.getByRole('button', { name: 'Start a new conversation' }).click();
    await visit.send('Again');
    await expect.poll(() => visit.mock.talk?.id).toBe(43);
    await expect(visit.log.getByText('Again')).toHaveCount(1);
  });
});

test('a copy can be had by mail when there is an address', async ({ visit }) => {
  visit.mock.contact.has_email = true;
  visit.mock.remember(2);
  await visit.openMessages();
  await visit.chat.getByRole('button', { name: 'More options' }).click();
  await visit.chat.getByRole('button', { name: 'Send a copy by e-mail' }).click();
  await expect(visit.chat.getByText('A copy is on its way to you.')).toBeVisible();
  expect(visit.mock.called('POST', 'conversations/transcript')).toHaveLength(1);
});

test('a deleted message says so', async ({ visit }) => {
  visit.mock.remember(1);
  const message = visit.mock.say('Oops');
  await visit.openMessages();
  await expect(visit.log.getByText('Oops')).toBeVisible();
  visit.mock.remove(message);
  await expect(visit.log.getByText('This message was deleted')).toBeVisible();
});

test('messages do nothing but say what they say', async ({ visit }) => {
  visit.mock.remember(1);
  await visit.openMessages();
  for (const attack of ATTACKS) visit.mock.say(attack);
  visit.mock.say('The end');
  await expect(visit.log.getByText('The end')).toBeVisible();
  const frame = visit.page.frames().find((each) => each.url().includes('/widget'));
  const found = await frame?.evaluate(() => ({
    attacked: 'attacked' in window,
    strange: [...document.querySelectorAll('.markdown *')]
      .filter((element) =>
        [...element.attributes].some(
          ({ name, value }) => /^on|^style$|^srcdoc$/.test(name) || /^\s*javascript:/i.test(value),
        ),
      )
      .map(({ localName, attributes }) => [localName, ...attributes].join(' ')),
    names: [
      ...new Set([...document.querySelectorAll('.markdown *')].map(({ localName }) => localName)),
    ],
  }));
  expect(found?.attacked).toBe(false);
  expect(found?.strange).toEqual([]);
  const drawn = ['p', 'a', 'code', 'pre', 'img', 'br', 'strong', 'em', 'del'];
  expect(found?.names.filter((name) => !drawn.includes(name))).toEqual([]);
  expect(await visit.page.evaluate(() => 'attacked' in window)).toBe(false);
});
