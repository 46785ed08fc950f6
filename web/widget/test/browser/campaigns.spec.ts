// Messages that greet a visitor.

import type { Campaign, PreChatField } from 'shared/wire';
import { expect, test, type Visit } from './visit';

const HELP: Campaign = {
  id: 3,
  message: 'Need help?',
  trigger_rules: { url: '*', time_on_page: 0 },
  trigger_only_during_business_hours: false,
  sender: null,
};

const field = (field_type: PreChatField['field_type'], name: string, label: string) => ({
  field_type,
  name,
  label,
  type: 'text',
  required: true,
  enabled: true,
});

const triggered = (visit: Visit) =>
  visit.mock.called('POST', 'events').filter(({ body }) => body.name === 'campaign.triggered');

test.describe('a website that asks before', () => {
  const fields = [
    { ...field('standard', 'emailAddress', 'Email Id'), type: 'email' },
    field('conversation_attribute', 'order', 'Order'),
  ];
  test.use({
    inbox: { preChatFormEnabled: true, preChatFormOptions: { pre_chat_fields: fields } },
  });

  test('asks whoever answers a campaign', async ({ visit }) => {
    visit.mock.campaigns = [HELP];
    await visit.arrive();
    await visit.chat.getByText('Need help?').click();
    await visit.chat.getByLabel('E-mail address').fill('eva@example.org');
    await visit.chat.getByLabel('Order').fill('A-1');
    await expect(visit.chat.getByLabel('Message')).toHaveCount(0);
    expect(triggered(visit)).toHaveLength(0);
    await visit.chat.getByRole('button', { name: 'Start the conversation' }).click();
    await expect(visit.log.getByText('Need help?')).toBeVisible();
    expect(visit.mock.called('PATCH', 'contact')[0]?.body).toEqual({ email: 'eva@example.org' });
    expect(triggered(visit)[0]?.body.event_info).toMatchObject({
      campaign_id: 3,
      custom_attributes: { order: 'A-1' },
    });
  });

  test('keeps what was filled in until the server has taken it', async ({ visit }) => {
    visit.mock.campaigns = [HELP];
    await visit.arrive();
    await visit.chat.getByText('Need help?').click();
    await expect.poll(() => visit.mock.called('POST', 'events')).toHaveLength(1);
    await visit.chat.getByLabel('E-mail address').fill('eva@example.org');
    await visit.chat.getByLabel('Order').fill('A-1');
    visit.mock.failOnce('POST events');
    const start = visit.chat.getByRole('button', { name: 'Start the conversation' });
    await start.click();
    await expect(visit.chat.getByRole('alert')).toHaveText('That did not work. Please try again.');
    await expect(visit.chat.getByLabel('Order')).toHaveValue('A-1');
    await start.click();
    await expect(visit.log.getByText('Need help?')).toBeVisible();
    expect(triggered(visit)).toHaveLength(2);
  });
});

test('a campaign greets on its page, and becomes a conversation', async ({ visit }) => {
  const campaign = { trigger_only_during_business_hours: false, sender: null };
  visit.mock.campaigns = [
    {
      ...campaign,
      id: 3,
      message: 'Need help?',
      trigger_rules: { url: 'http://localhost:*/site*', time_on_page: 0 },
    },
    {
      ...campaign,
      id: 4,
      message: 'Elsewhere',
      trigger_rules: { url: 'https://a.test/', time_on_page: 0 },
    },
  ];
  await visit.arrive();
  await visit.chat.getByText('Need help?').click();
  await expect
    .poll(() => visit.mock.called('POST', 'events').map(({ body }) => body.name))
    .toContain('campaign.triggered');
  const [triggered] = visit.mock
    .called('POST', 'events')
    .filter(({ body }) => body.name === 'campaign.triggered');
  expect(triggered?.body.event_info).toMatchObject({ campaign_id: 3, referer: visit.page.url() });
  await expect(visit.log.getByText('Need help?')).toBeVisible();
});

test('a campaign that was dismissed leaves the visitor alone for an hour', async ({ visit }) => {
  visit.mock.campaigns = [
    {
      id: 3,
      message: 'Need help?',
      trigger_rules: { url: '*', time_on_page: 0 },
      trigger_only_during_business_hours: false,
      sender: null,
    },
  ];
  await visit.arrive();
  await visit.chat.getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => visit.cookie('cw_snooze_campaigns_till')).toBeDefined();
  visit.mock.calls.length = 0;
  await visit.arrive();
  await expect.poll(() => visit.mock.called('GET', 'campaigns')).toHaveLength(1);
  // As long as it took to show it at first, and more.
  await visit.page.waitForTimeout(1_500);
  await expect(visit.holder).not.toHaveClass(/has-unread-view/);
});

test('a campaign that could not be answered stays, and says so', async ({ visit }) => {
  visit.mock.campaigns = [HELP];
  await visit.arrive();
  visit.mock.failOnce('POST events');
  await visit.chat.getByText('Need help?').click();
  await expect(visit.chat.getByRole('alert')).toHaveText('That did not work. Please try again.');
  await expect(visit.chat.getByText('Need help?')).toBeVisible();
  await visit.chat.getByText('Need help?').click();
  await expect(visit.log.getByText('Need help?')).toBeVisible();
  await expect(visit.composer).toBeVisible();
});

test('a campaign that was dismissed does not come back on the next route', async ({ visit }) => {
  visit.mock.campaigns = [HELP];
  await visit.arrive();
  await visit.chat.getByRole('button', { name: 'Dismiss' }).click();
  await visit.page.context().clearCookies();
  await visit.page.evaluate(() => history.pushState(null, '', '/site?route=2'));
  await visit.page.waitForTimeout(1_500);
  await expect(visit.holder).toHaveClass(/woot--hide/);
});

test('who opens the chat by the bubble is not greeted when they close it', async ({ visit }) => {
  visit.mock.campaigns = [HELP];
  await visit.arrive();
  await expect(visit.chat.getByText('Need help?')).toBeVisible();
  await visit.bubble.click();
  await expect(visit.chat.getByRole('heading', { name: 'Hi there' })).toBeVisible();
  await visit.page.locator('.woot--close').click();
  await expect(visit.holder).toHaveClass(/woot--hide/);
  await visit.page.waitForTimeout(500);
  await expect(visit.holder).not.toHaveClass(/has-unread-view/);
});
