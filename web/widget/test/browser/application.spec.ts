// The chat in the web view of an application, which has no page around it.

import type { Page } from '@playwright/test';
import { expect, test } from './visit';

const ADDRESS = '/widget?website_token=site-token';

async function beAnApplication(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, {
      said,
      ReactNativeWebView: { postMessage: (message: string) => said.push(message) },
    });
  });
}

// Tells the chat something as soon as its page has been read.
async function tellAtOnce(page: Page, ...messages: object[]): Promise<void> {
  await page.addInitScript((all) => {
    addEventListener('DOMContentLoaded', () => {
      for (const each of all) window.postMessage(`chatwoot-widget:${JSON.stringify(each)}`);
    });
  }, messages);
}

async function told(page: Page): Promise<{ event?: string; config?: { authToken: string } }[]> {
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  return said.map((message) => JSON.parse(message.replace('chatwoot-widget:', '')));
}

test('what an application says before the chat can be seen counts', async ({ visit }) => {
  const { page, mock } = visit;
  mock.remember(2);
  await beAnApplication(page);
  await tellAtOnce(
    page,
    { event: 'set-locale', locale: 'de' },
    { event: 'set-color-scheme', darkMode: 'dark' },
    { event: 'set-user', identifier: 'eva-1', user: { name: 'Eva' } },
    { event: 'set-custom-attributes', customAttributes: { plan: 'pro' } },
  );
  // The texts of the inbox come last.
  await page.route('**/assets/*.js', async (route) => {
    const answer = await route.fetch();
    const isEnglish = (await answer.text()).includes('Send us a message');
    if (isEnglish) await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.fulfill({ response: answer });
  });
  await page.goto(mock.baseUrl + ADDRESS);
  await expect.poll(() => mock.called('PATCH', 'contact')).toHaveLength(1);
  expect(mock.calls.map(({ path }) => path).indexOf('contact/set_user')).toBeLessThan(
    mock.calls.findIndex(({ method, path }) => method === 'PATCH' && path === 'contact'),
  );
  await expect(page.locator('html[lang=de]')).toBeAttached();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('another user does not lead away from the address that is allowed', async ({ visit }) => {
  const { page, mock } = visit;
  mock.contact.identifier = 'adam';
  mock.remember(2);
  await beAnApplication(page);
  await page.goto(mock.baseUrl + ADDRESS);
  await expect(page.getByRole('log').getByText('Message 1')).toBeVisible();
  // By this applications know that links of messages are to be opened elsewhere.
  await expect.poll(() => page.url()).toContain('#/messages');
  await page.evaluate(() => {
    const tell = (message: object) =>
      window.postMessage(`chatwoot-widget:${JSON.stringify(message)}`);
    tell({ event: 'set-user', identifier: 'eva-1', user: { name: 'Eva' } });
    tell({ event: 'set-custom-attributes', customAttributes: { plan: 'pro' } });
  });
  await expect(page.getByRole('button', { name: 'Send us a message' })).toBeVisible();
  const token = async () =>
    (await told(page)).filter(({ event }) => event === 'loaded').at(-1)?.config?.authToken;
  await expect.poll(token).toBe('token-2');
  await expect.poll(() => mock.called('PATCH', 'contact')[0]?.token).toBe('token-2');
  expect(mock.frames).toHaveLength(1);
  await page.getByRole('button', { name: 'Send us a message' }).click();
  await expect(page.getByRole('log').getByText('Message 1')).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Type your message' }).fill('Hello');
  await page.keyboard.press('Enter');
  // The cable is that of the new visitor as well.
  mock.say('Hi Eva');
  await expect(page.getByRole('log').getByText('Hi Eva')).toBeVisible();
});

test('an application is told the token, and can say who the visitor is', async ({ visit }) => {
  const { page, mock } = visit;
  await beAnApplication(page);
  await page.goto(`${mock.baseUrl}/widget?website_token=site-token`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.evaluate(() => {
    const tell = (message: object) =>
      window.postMessage(`chatwoot-widget:${JSON.stringify(message)}`);
    tell({ event: 'set-locale', locale: 'de' });
    tell({ event: 'set-user', identifier: 'eva-1', user: { name: 'Eva' } });
  });
  await expect(page.getByRole('button', { name: 'Schreiben Sie uns' })).toBeVisible();
  await expect.poll(() => mock.called('PATCH', 'contact/set_user')).toHaveLength(1);
  await page.getByRole('button', { name: 'Chat schließen' }).click();
  const messages = await told(page);
  const loaded = messages.find(({ event }) => event === 'loaded');
  expect(loaded?.config?.authToken).toBe('token-1');
  expect(messages.at(-1)).toEqual({ type: 'close-widget' });
});

test('a page of its own listens to nobody', async ({ visit }) => {
  const { page, mock } = visit;
  await page.goto(`${mock.baseUrl}/widget?website_token=site-token`);
  await page.evaluate(() => {
    window.postMessage('chatwoot-widget:{"event":"set-locale","locale":"de"}');
  });
  await page.getByRole('button', { name: 'Send us a message' }).click();
  await expect(page.getByRole('textbox', { name: 'Type your message' })).toBeVisible();
});
