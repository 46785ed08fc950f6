// A visitor and an agent, who write to each other.

import '../cable/browser.js';

import cable from 'actioncable-8';

import { Listener, recordedSockets } from '../cable/listener.js';
import { expect, test } from './visit.js';

// An agent who listens as the dashboard does.
function agent({ desk }) {
  cable.adapters.WebSocket = recordedSockets([]);
  const consumer = cable.createConsumer(`ws://${desk.address}/cable`);
  const { pubsub_token, account_id, user_id } = desk.admin;
  const params = { channel: 'RoomChannel', pubsub_token, account_id, user_id };
  return { consumer, ada: new Listener(consumer, params) };
}

test('what one says and that they type, the other sees at once', async ({ visit }) => {
  const { consumer, ada } = agent(visit);
  await ada.hears('connected');
  await visit.arrive();
  await visit.openMessages();

  await visit.send('Where is my order?');
  const said = await ada.hearsMessage('Where is my order?');
  expect(said.sender.type).toBe('contact');
  await visit.composer.pressSequentially('It has');
  await ada.hears('conversation.typing_on', ({ user }) => user.type === 'contact');

  const { id } = await visit.conversation();
  await visit.desk.post(`conversations/${id}/toggle_typing_status`, { typing_status: 'on' });
  await expect(visit.log.getByText('Ada is typing')).toBeAttached();
  await visit.answer({ content: 'It is **on its way**.' });
  await expect(visit.log.locator('strong', { hasText: 'on its way' })).toBeVisible();
  await expect.poll(() => visit.heard('on-message')).not.toHaveLength(0);
  await visit.isAccessible();
  await visit.screenshot('conversation');
  consumer.disconnect();
});

test('who comes back finds what was said', async ({ visit }) => {
  await visit.arrive();
  await visit.openMessages();
  await visit.send('Hello');
  await visit.answer({ content: 'Hi! How can I help?' });
  await expect(visit.log.getByText('How can I help?')).toBeVisible();

  await visit.arrive();
  await visit.openMessages();

  await expect(visit.log.getByText('Hello')).toBeVisible();
  await expect(visit.log.getByText('How can I help?')).toBeVisible();
  await visit.send('Still me');
  expect(await visit.messages()).toHaveLength(3);
});

test('who leaves is called back by what is answered', async ({ visit }) => {
  await visit.arrive();
  await visit.openMessages();
  await visit.send('Hello');
  await visit.ask('toggle', 'close');

  await visit.answer({ content: 'Are you still there?' });

  await expect(visit.chat.getByText('Are you still there?')).toBeVisible();
  const bubble = visit.page.locator('.unread-notification');
  await expect(bubble).toBeVisible();
  await visit.screenshot('unread');
});

test('what was said while the server was away is shown when it is back', async ({ visit }) => {
  await visit.arrive();
  await visit.openMessages();
  await visit.send('Hello');
  await visit.desk.stop('SIGKILL');
  await expect(visit.chat.getByText('Reconnecting…')).toBeVisible();

  await visit.desk.start();
  await visit.answer({ content: 'We are back' });

  await expect(visit.log.getByText('We are back')).toBeVisible({ timeout: 30_000 });
  await expect(visit.chat.getByText('Reconnecting…')).toBeHidden({ timeout: 30_000 });
  await visit.send('Good');
  expect(await visit.messages()).toHaveLength(3);
});

test('who has had several conversations goes on with any of them', async ({ visit }) => {
  const { chat, log, desk } = visit;
  const others = chat.getByRole('region', { name: 'Other conversations' });
  await visit.arrive();
  await visit.openMessages();
  await visit.send('Where is my order?');
  const first = await visit.conversation();
  await desk.post(`conversations/${first.id}/toggle_status`, { status: 'resolved' });
  await chat.getByRole('button', { name: 'More options' }).click();
  await chat.getByRole('button', { name: 'Start a new conversation' }).click();
  await visit.send('Do you ship abroad?');
  await expect(log.getByText('Where is my order?')).toHaveCount(0);

  await desk.post(`conversations/${first.id}/messages`, { content: 'It is **on its way**.' });
  await chat.getByRole('button', { name: 'Back' }).click();
  const entry = others.getByRole('button', { name: 'on its way' });
  await expect(entry.getByRole('img', { name: 'Unread' })).toBeVisible();
  await visit.screenshot('other-conversations');
  await visit.isAccessible();
  await entry.click();
  await expect(log.getByText('on its way')).toBeVisible();
  await visit.send('Thank you!');
  const { payload } = await desk.get(`conversations/${first.id}/messages`);
  expect(payload.at(-1).content).toBe('Thank you!');

  await chat.getByRole('button', { name: 'Back' }).click();
  await expect(others.getByRole('button')).toHaveText(/Do you ship abroad/);
  await others.getByRole('button').click();
  await expect(log.getByText('Do you ship abroad?')).toBeVisible();
  await expect(log.getByText('Thank you!')).toHaveCount(0);

  // Whoever looks elsewhere is told, and called when they leave; what they were writing stays.
  await visit.composer.fill('And also');
  await desk.post(`conversations/${first.id}/messages`, { content: 'You are welcome.' });
  await expect(chat.getByRole('button', { name: 'Back, Unread' })).toBeVisible();
  await visit.ask('toggle', 'close');
  await expect(chat.getByText('You are welcome.')).toBeVisible();
  await visit.ask('toggle', 'open');
  await expect(log.getByText('Thank you!')).toBeVisible();
  await expect(visit.composer).toHaveValue('');
  await chat.getByRole('button', { name: 'Back' }).click();
  await others.getByRole('button', { name: 'Do you ship abroad?' }).click();
  await expect(visit.composer).toHaveValue('And also');
});

test('who is in a conversation that is deleted goes on in the newest', async ({ visit }) => {
  const { chat, log, desk } = visit;
  await visit.arrive();
  await visit.openMessages();
  await visit.send('First');
  const { id } = await visit.conversation();
  await desk.post(`conversations/${id}/toggle_status`, { status: 'resolved' });
  await chat.getByRole('button', { name: 'More options' }).click();
  await chat.getByRole('button', { name: 'Start a new conversation' }).click();
  await visit.send('Second');
  await chat.getByRole('button', { name: 'Back' }).click();
  await chat.getByRole('button', { name: 'First' }).click();
  await expect(log.getByText('First')).toBeVisible();

  await desk.delete(`conversations/${id}`);
  await visit.composer.fill('Third');
  await visit.composer.press('Enter');
  await expect(log.getByText('Second')).toBeVisible();
  await log.getByRole('button', { name: 'Try again' }).click();
  await visit.hasSent('Third');
  expect((await visit.messages()).map(({ content }) => content)).toEqual(['Second', 'Third']);
});

test('it looks good in the dark, and on a telephone', async ({ visit }) => {
  await visit.page.emulateMedia({ colorScheme: 'dark' });
  await visit.arrive();
  await visit.ask('setColorScheme', 'auto');
  await visit.ask('toggle', 'open');
  await expect(visit.chat.getByText('Hello!')).toBeVisible();
  await visit.screenshot('home-dark');
  await visit.openMessages();
  await visit.send('Hello');
  await visit.answer({ content: 'Good evening! You can read [our hours](https://shop.test/).' });
  await expect(visit.log.getByRole('link', { name: 'our hours' })).toBeVisible();
  await visit.isAccessible();
  await visit.screenshot('conversation-dark');
  await visit.page.setViewportSize({ width: 390, height: 780 });
  await visit.screenshot('telephone-dark');
});

test.describe('a site that asks who somebody is', () => {
  const email = { name: 'emailAddress', label: 'Email Id', type: 'email', required: true };
  const field = { ...email, field_type: 'standard', enabled: true };
  const pre_chat_form_options = { pre_chat_message: 'Who are you?', pre_chat_fields: [field] };
  test.use({ settings: { channel: { pre_chat_form_enabled: true, pre_chat_form_options } } });

  test('has agents know it', async ({ visit }) => {
    await visit.arrive();
    await visit.ask('toggle', 'open');
    await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    await visit.chat.getByLabel('E-mail address').fill('lea@customer.test');
    await visit.screenshot('before-the-chat');
    await visit.chat.getByLabel('Message').fill('Hello');
    await visit.chat.getByRole('button', { name: 'Start the conversation' }).click();
    await visit.hasSent('Hello');

    const { meta } = await visit.conversation();
    expect(meta.sender.email).toBe('lea@customer.test');
  });
});
