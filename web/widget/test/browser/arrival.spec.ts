// What happens before and around a conversation.

import type { PreChatField, WorkingHour } from 'shared/wire';
import { expect, test } from './visit';

const CLOSED: WorkingHour[] = [0, 1, 2, 3, 4, 5, 6].map((day_of_week) => ({
  day_of_week,
  closed_all_day: true,
  open_all_day: false,
  open_hour: null,
  open_minutes: null,
  close_hour: null,
  close_minutes: null,
}));

const FIELDS: PreChatField[] = [
  {
    field_type: 'standard',
    name: 'emailAddress',
    label: 'Email Id',
    type: 'email',
    required: true,
    enabled: true,
  },
  {
    field_type: 'standard',
    name: 'phoneNumber',
    label: 'Phone number',
    type: 'text',
    required: false,
    enabled: false,
  },
  {
    field_type: 'contact_attribute',
    name: 'plan',
    label: 'Plan',
    type: 'list',
    required: false,
    enabled: true,
    values: ['Free', 'Pro'],
  },
  {
    field_type: 'conversation_attribute',
    name: 'order',
    label: 'Order',
    type: 'text',
    required: true,
    enabled: true,
    regex_pattern: '^A-\\d+$',
    regex_cue: 'Like A-12',
  },
];

test.describe('a website that asks before', () => {
  test.use({
    inbox: {
      preChatFormEnabled: true,
      preChatFormOptions: { pre_chat_message: 'Who are **you**?', pre_chat_fields: FIELDS },
    },
  });

  test('gets what it asks for, and nothing that is wrong', async ({ visit }) => {
    await visit.open();
    await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    const field = (name: string) => visit.chat.getByLabel(name);
    await expect(visit.chat.getByLabel('Phone number')).toHaveCount(0);
    await visit.chat.getByRole('button', { name: 'Start the conversation' }).click();
    await expect(field('E-mail address')).toBeFocused();
    await field('E-mail address').fill('eva@example.org');
    await field('Plan').selectOption('Pro');
    await field('Order').fill('B');
    await field('Message').fill('Where is it?');
    await expect(visit.chat.getByText('Like A-12')).toBeVisible();
    await visit.isAccessible();
    await field('Order').fill('A-1');
    await visit.chat.getByRole('button', { name: 'Start the conversation' }).click();
    await expect(visit.log.getByText('Where is it?')).toHaveCount(1);
    await expect.poll(() => visit.mock.called('POST', 'conversations')).toHaveLength(1);
    expect(visit.mock.called('PATCH', 'contact')[0]?.body).toEqual({
      custom_attributes: { plan: 'Pro' },
    });
    expect(visit.mock.called('POST', 'conversations')[0]?.body).toMatchObject({
      contact: { email: 'eva@example.org' },
      custom_attributes: { order: 'A-1' },
      message: { content: 'Where is it?' },
    });
  });

  test('keeps what was answered when it could not be sent', async ({ visit }) => {
    await visit.open();
    await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    await visit.chat.getByLabel('E-mail address').fill('eva@example.org');
    await visit.chat.getByLabel('Order').fill('A-1');
    await visit.chat.getByLabel('Message').fill('Where is it?');
    visit.mock.failOnce('conversations');
    await visit.chat.getByRole('button', { name: 'Start the conversation' }).click();
    await visit.log.getByRole('button', { name: 'Try again' }).click();
    await expect(visit.log.getByText('Sent')).toBeVisible();
    const [, again] = visit.mock.called('POST', 'conversations');
    expect(again?.body).toMatchObject({
      contact: { email: 'eva@example.org' },
      custom_attributes: { order: 'A-1' },
    });
  });

  test('does not ask a visitor who has been there, however early they are', async ({ visit }) => {
    visit.mock.remember(2);
    const letGo = visit.mock.hold('GET conversations');
    await visit.open();
    await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    // They see at once that something happens, and cannot get around the form.
    await expect(visit.log).toHaveAttribute('aria-busy', 'true');
    await expect(visit.composer).toHaveCount(0);
    await visit.page.waitForTimeout(300);
    await expect(visit.chat.getByLabel('E-mail address')).toHaveCount(0);
    letGo();
    await expect(visit.log.getByText('Message 2')).toBeVisible();
    await expect(visit.chat.getByLabel('E-mail address')).toHaveCount(0);
    await expect(visit.composer).toBeFocused();
  });

  test('keeps the focus where the visitor goes', async ({ visit }) => {
    await visit.open();
    await expect(visit.chat.getByRole('heading', { name: 'Hi there' })).toBeFocused();
    await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    await expect(visit.chat.getByRole('heading', { name: 'Acme Shop' })).toBeFocused();
    await visit.chat.getByRole('button', { name: 'Back' }).click();
    await expect(visit.chat.getByRole('heading', { name: 'Hi there' })).toBeFocused();
  });

  test('does not ask again in the middle of a conversation', async ({ visit }) => {
    visit.mock.remember(2);
    await visit.openMessages();
    await expect(visit.composer).toBeVisible();
  });
});

test('who goes to what was said is where they can say something', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.openMessages();
  await visit.chat.getByRole('button', { name: 'Back' }).click();
  await expect(visit.chat.getByRole('heading', { name: 'Hi there' })).toBeFocused();
  await visit.chat.getByRole('button', { name: 'Continue the conversation' }).click();
  await expect(visit.composer).toBeFocused();
});

test.describe('a team that is not there', () => {
  test.use({ inbox: { workingHoursEnabled: true, workingHours: CLOSED } });

  test('says so', async ({ visit }) => {
    await visit.open();
    await expect(visit.chat.getByText('We are away at the moment')).toBeVisible();
  });
});

test('new messages call for a visitor whose chat is closed', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.arrive();
  await expect.poll(() => visit.mock.called('GET', 'messages')).toHaveLength(1);
  visit.mock.say('Are you still there?');
  await expect(visit.badge).toHaveAttribute('data-unread', '1');
  await expect(visit.holder).toHaveClass(/has-unread-view/);
  await expect(visit.chat.getByText('Are you still there?')).toBeVisible();
  await visit.isAccessible();
  await visit.chat.getByRole('button', { name: 'Open the chat' }).click();
  await expect(visit.composer).toBeVisible();
  await expect(visit.badge).toHaveCount(0);
  await expect
    .poll(() => visit.page.locator('#chatwoot_live_chat_widget').boundingBox())
    .toMatchObject({ height: 680 });
  await expect
    .poll(() => visit.mock.called('POST', 'conversations/update_last_seen'))
    .toHaveLength(1);
});

test('what was dismissed stays away, until there is more', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.arrive();
  await expect.poll(() => visit.mock.called('GET', 'messages')).toHaveLength(1);
  visit.mock.say('One');
  await visit.chat.getByRole('button', { name: 'Dismiss' }).click();
  await expect(visit.holder).toHaveClass(/woot--hide/);
  await expect(visit.badge).toHaveAttribute('data-unread', '1');
  visit.mock.say('Two');
  await expect(visit.holder).toHaveClass(/has-unread-view/);
});

test('a website can do without the dialog', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.arrive({ showUnreadMessagesDialog: false });
  await expect.poll(() => visit.mock.called('GET', 'messages')).toHaveLength(1);
  visit.mock.say('One');
  await expect(visit.badge).toBeVisible();
  await expect(visit.holder).toHaveClass(/woot--hide/);
});

test.describe('a website with a help center', () => {
  test.use({ inbox: { portal: { slug: 'docs', config: { default_locale: 'en' } } } });

  test('shows what is read most', async ({ visit }) => {
    visit.mock.articles = [{ id: 1, title: 'Returns', link: 'hc/docs/articles/returns' }];
    await visit.open();
    await expect(visit.chat.getByRole('link', { name: 'Returns' })).toHaveAttribute(
      'href',
      '/hc/docs/articles/returns',
    );
  });
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 760 } });

  test('the chat fills the screen, keeps the focus, and can be left', async ({ visit }) => {
    await visit.open();
    await expect
      .poll(() => visit.holder.boundingBox())
      .toMatchObject({ x: 0, y: 0, width: 390, height: 760 });
    const close = visit.chat.getByRole('button', { name: 'Close the chat' });
    await close.focus();
    await visit.page.keyboard.press('Shift+Tab');
    await expect(visit.chat.getByRole('link', { name: 'Powered by Frontdesk' })).toBeFocused();
    await visit.page.keyboard.press('Tab');
    await expect(close).toBeFocused();
    await close.click();
    await expect(visit.holder).toHaveClass(/woot--hide/);
  });
});

for (const darkMode of ['light', 'dark']) {
  test(`everybody can use it, ${darkMode}`, async ({ visit }) => {
    await visit.open({ darkMode });
    await visit.isAccessible();
    await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
    await visit.isAccessible();
    await visit.send('Hello [there](https://example.com)');
    visit.mock.say('Hi! See https://example.com and `code`');
    visit.mock.ask('input_select', 'What is it about?', {
      items: [{ title: 'An order', value: 'a' }],
    });
    visit.mock.ask('input_email', 'Get notified by email', {});
    visit.mock.ask('input_csat', 'Please rate the conversation', {});
    visit.mock.type('on');
    await expect(visit.log.getByRole('button', { name: 'Great' })).toBeVisible();
    await expect(visit.log.getByRole('textbox')).toBeVisible();
    await visit.chat.getByRole('button', { name: 'Insert an emoji' }).click();
    await visit.isAccessible();
  });
}

test.describe('from right to left', () => {
  test.use({ inbox: { locale: 'ar' } });

  test('everything stands on its side', async ({ visit }) => {
    visit.mock.remember(2);
    await visit.open();
    await expect(visit.chat.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(visit.chat.getByPlaceholder('اكتب رسالتك')).toBeVisible();
    await visit.isAccessible();
  });
});
