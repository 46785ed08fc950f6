// The chat in the web view of an application, which has no page around it.

import { expect, test } from './visit';

test('an application is told the token, and can say who the visitor is', async ({ visit }) => {
  const { page, mock } = visit;
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, {
      said,
      ReactNativeWebView: { postMessage: (message: string) => said.push(message) },
    });
  });
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
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  const messages = said.map((message) => JSON.parse(message.replace('chatwoot-widget:', '')));
  expect(messages.find(({ event }) => event === 'loaded').config.authToken).toBe('token-1');
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
