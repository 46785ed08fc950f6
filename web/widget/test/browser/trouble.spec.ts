// What becomes of a conversation when not everything arrives.

import { MessageType } from 'shared/wire';
import { EVA } from '../mock/records';
import { expect, test } from './visit';

test('what did arrive is neither shown nor sent again', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  await expect(visit.log.getByText('Message 2')).toBeVisible();
  visit.mock.acceptCable(false);
  visit.mock.cutCable();
  await expect(visit.chat.getByText('Reconnecting…')).toBeVisible();
  visit.mock.loseAnswer('POST messages');
  await visit.send('Hello');
  await expect(visit.log.getByText('Not sent.')).toBeVisible();
  visit.mock.acceptCable(true);
  await expect(visit.log.getByText('Not sent.')).toHaveCount(0, { timeout: 15_000 });
  await expect(visit.log.getByText('Hello')).toHaveCount(1);
});

test('a message that is sent again has the key that it had', async ({ visit }) => {
  await visit.openMessages();
  visit.mock.acceptCable(false);
  visit.mock.cutCable();
  await expect(visit.chat.getByText('Reconnecting…')).toBeVisible();
  visit.mock.loseAnswer('POST messages');
  await visit.send('Hello');
  await visit.log.getByRole('button', { name: 'Try again' }).click();
  await expect(visit.log.getByText('Sent')).toBeVisible();
  await expect(visit.log.getByText('Hello')).toHaveCount(1);
  const [first, again] = visit.mock.called('POST', 'messages');
  expect(first?.key).toBe((first?.body.message as { echo_id: string }).echo_id);
  expect([again?.key, again?.body]).toEqual([first?.key, first?.body]);
  expect(visit.mock.talk?.messages).toHaveLength(1);
});

test('files and conversations that begin have keys, too', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  await visit.chat.locator('input[type=file]').setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Hello'),
  });
  await visit.send('See this');
  await expect.poll(() => visit.mock.called('POST', 'messages')[0]?.key).toMatch(/\w{5}/);
  visit.mock.become('resolved');
  await visit.chat.getByRole('button', { name: 'More options' }).click();
  await visit.chat.getByRole('button', { name: 'Start a new conversation' }).click();
  await visit.send('Again');
  await expect.poll(() => visit.mock.called('POST', 'conversations')[0]?.key).toMatch(/\w{5}/);
});

test('what was missed is asked for until it is there', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  const oops = visit.mock.say('Oops');
  await expect(visit.log.getByText('Oops')).toBeVisible();
  visit.mock.acceptCable(false);
  visit.mock.cutCable();
  await expect(visit.chat.getByText('Reconnecting…')).toBeVisible();
  visit.mock.remove(oops);
  visit.mock.say('Missed');
  visit.mock.failOnce('GET messages');
  visit.mock.acceptCable(true);
  await expect(visit.log.getByText('Missed')).toBeVisible({ timeout: 15_000 });
  // What was deleted meanwhile is gone as well.
  await expect(visit.log.getByText('Oops')).toHaveCount(0);
});

test('messages that could not be loaded are asked for again', async ({ visit }) => {
  visit.mock.remember(2);
  visit.mock.failOnce('GET messages');
  await visit.openMessages();
  await expect(visit.log.getByText('Message 2')).toBeVisible();
});

test('what overtakes another load is waited for', async ({ visit }) => {
  visit.mock.remember(2);
  const letMessages = visit.mock.hold('GET messages');
  await visit.openMessages();
  await expect.poll(() => visit.mock.called('GET', 'messages')).toHaveLength(1);
  const letConversation = visit.mock.hold('GET conversations');
  visit.mock.say('Hi');
  await expect.poll(() => visit.mock.called('GET', 'conversations')).toHaveLength(2);
  letMessages();
  await visit.page.waitForTimeout(300);
  await expect(visit.log).toHaveAttribute('aria-busy', 'true');
  letConversation();
  await expect(visit.log.getByText('Message 2')).toBeVisible();
});

test('what came within the second that was seen is new', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  const one = visit.mock.say('One');
  await expect
    .poll(() => visit.mock.called('POST', 'conversations/update_last_seen'))
    .toHaveLength(1);
  await visit.ask('toggle', 'close');
  visit.mock.say('Two', { created_at: one.created_at });
  await expect(visit.badge).toHaveAttribute('data-unread', '1');
  await expect(visit.bubble).toHaveAccessibleName('Chat with us, 1 new message');
  await visit.chat.getByRole('button', { name: 'Open the chat' }).click();
  await expect(visit.bubble).toHaveAttribute('aria-label', 'Chat with us');
});

test('that the team has looked is seen when it is told', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  await visit.send('Hello');
  await expect(visit.log.getByText('Sent')).toBeVisible();
  visit.mock.look();
  await expect(visit.log.getByText('Seen')).toBeVisible();
});

test('a picture that was refused is not taken for another one', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  const picture = (name: string) =>
    visit.chat
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'image/png', buffer: Buffer.from('Hello') });
  const refusal = { message: 'Attachments type not supported', attributes: ['attachments'] };
  const letGo = visit.mock.hold('POST messages');
  await picture('one.png');
  await visit.composer.press('Enter');
  await expect.poll(() => visit.mock.called('POST', 'messages')).toHaveLength(1);
  visit.mock.refuseOnce('POST messages', 422, refusal);
  await picture('two.png');
  await visit.composer.press('Enter');
  await expect.poll(() => visit.mock.called('POST', 'messages')).toHaveLength(2);
  letGo();
  await expect(visit.log.getByRole('alert')).toContainText('Attachments type not supported');
  // They send both from their telephone.
  const file = { id: 90, file_type: 'file', file_size: 5 };
  for (const name of ['one.png', 'two.png']) {
    const attachments = [{ ...file, data_url: `${visit.mock.baseUrl}/files/${name}` }];
    visit.mock.say('', { message_type: MessageType.incoming, sender: EVA, attachments });
  }
  visit.mock.say('Thank you');
  await expect(visit.log.getByText('Thank you')).toBeVisible();
  await expect(visit.log.getByRole('alert')).toContainText('Attachments type not supported');
});

test('what the server refuses is told as it says it, and not tried again', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  const refusal = { message: 'Attachments type not supported', attributes: ['attachments'] };
  visit.mock.refuseOnce('POST messages', 422, refusal);
  await visit.chat.locator('input[type=file]').setInputFiles({
    name: 'notes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Hello'),
  });
  await visit.send('See this');
  await expect(visit.log.getByRole('alert')).toContainText('Attachments type not supported');
  await expect(visit.log.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await visit.log.getByRole('button', { name: 'Remove' }).click();
  visit.mock.refuseOnce('POST messages', 422, { message: 'Too many messages' });
  await visit.send('Hello');
  await expect(visit.log.getByRole('alert')).toContainText('Too many messages');
  await visit.log.getByRole('button', { name: 'Try again' }).click();
  await expect(visit.log.getByRole('alert')).toHaveCount(0);
});
