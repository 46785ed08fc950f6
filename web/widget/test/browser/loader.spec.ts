// What a website gets from the snippet that it carries.

import { expect, test } from './visit';

const EVA = { name: 'Eva', email: 'eva@example.org' };

test('a bubble stands in the page, and nothing of the page is changed', async ({ visit }) => {
  await visit.page.goto(`${visit.mock.siteUrl()}`);
  const before = await visit.page.locator('h1').boundingBox();
  await expect.poll(() => visit.heard('ready')).toHaveLength(1);
  await expect(visit.bubble).toHaveAccessibleName('Chat with us');
  expect(await visit.bubble.boundingBox()).toMatchObject({ width: 60, height: 60 });
  expect(await visit.page.locator('h1').boundingBox()).toEqual(before);
  const refused = await visit.page.evaluate(
    () => (window as unknown as { refused: string[] }).refused,
  );
  expect(refused).toEqual([]);
});

test('the bubble opens and closes the chat, and keeps the focus with the visitor', async ({
  visit,
}) => {
  await visit.arrive();
  await visit.bubble.click();
  await expect(visit.chat.getByRole('heading', { name: 'Hi there 👋' })).toBeVisible();
  await expect
    .poll(() => visit.holder.boundingBox())
    .toEqual({ x: 780, y: 84, width: 400, height: 680 });
  await expect(visit.page.locator('#chatwoot_live_chat_widget')).toBeFocused();
  await expect.poll(() => visit.mock.called('POST', 'events')).toHaveLength(1);
  expect(visit.mock.called('POST', 'events')[0]?.body.name).toBe('webwidget.triggered');

  await visit.page.locator('.woot--close').click();
  await expect(visit.holder).toHaveClass(/woot--hide/);
  await expect(visit.bubble).toBeFocused();
  expect(await visit.heard('opened')).toEqual([['opened', null]]);
  expect(await visit.heard('closed')).toEqual([['closed', null]]);
});

test('escape closes the chat', async ({ visit }) => {
  await visit.openMessages();
  await visit.composer.press('Escape');
  await expect(visit.holder).toHaveClass(/woot--hide/);
});

test('settings say how it looks', async ({ visit }) => {
  await visit.arrive({
    position: 'left',
    type: 'expanded_bubble',
    launcherTitle: 'Ask us',
    widgetStyle: 'flat',
    welcomeTitle: 'Welcome',
    welcomeDescription: 'What can we do?',
    availableMessage: 'Here for you',
  });
  await expect(visit.page.locator('#woot-widget--expanded__text')).toHaveText('Ask us');
  expect((await visit.bubble.boundingBox())?.x).toBe(20);
  await expect(visit.holder).toHaveClass(/woot-widget-holder--flat/);
  await visit.bubble.click();
  await expect(visit.chat.getByRole('heading', { name: 'Welcome' })).toBeVisible();
  await expect(visit.chat.getByText('What can we do?')).toBeVisible();
  await expect(visit.chat.getByText('Here for you')).toBeVisible();
});

test('the bubble can be hidden, and shown again', async ({ visit }) => {
  await visit.arrive({ hideMessageBubble: true });
  await expect(visit.bubble).toBeHidden();
  await visit.ask('toggleBubbleVisibility', 'show');
  await expect(visit.bubble).toBeVisible();
});

test('without a bubble the chat has a button that closes it', async ({ visit }) => {
  await visit.open({ hideMessageBubble: true });
  const close = visit.chat.getByRole('button', { name: 'Close the chat' });
  await close.click();
  await expect(visit.holder).toHaveClass(/woot--hide/);
  await visit.ask('toggleBubbleVisibility', 'show');
  await visit.bubble.click();
  await expect(visit.chat.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(close).toHaveCount(0);
});

test('a maker without an address is named without a link', async ({ visit }) => {
  visit.mock.brandUrl = '';
  await visit.open();
  await expect(visit.chat.getByText('Powered by Frontdesk')).toBeVisible();
  await expect(visit.chat.getByRole('link')).toHaveCount(0);
});

test('a user is told to the server once, and known on the next page', async ({ visit }) => {
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', { ...EVA, identifier_hash: 'right' });
  await expect.poll(() => visit.mock.called('PATCH', 'contact/set_user')).toHaveLength(1);
  expect(visit.mock.called('PATCH', 'contact/set_user')[0]?.body).toEqual({
    identifier: 'eva-1',
    identifier_hash: 'right',
    ...EVA,
  });
  await expect.poll(() => visit.cookie('cw_user_site-token')).toMatch(/^[0-9a-f]{32}$/);
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', { ...EVA, identifier_hash: 'right' });
  await visit.ask('setLabel', 'afterwards');
  await expect.poll(() => visit.mock.called('GET', 'contact').length).toBeGreaterThan(1);
  expect(visit.mock.called('PATCH', 'contact/set_user')).toHaveLength(1);
});

test('a user who is somebody else is another visitor', async ({ visit }) => {
  visit.mock.contact.identifier = 'adam';
  await visit.arrive();
  expect(await visit.cookie('cw_conversation')).toBe('token-1');
  await visit.ask('setUser', 'eva-1', EVA);
  await expect.poll(() => visit.cookie('cw_conversation')).toBe('token-2');
  await expect.poll(() => visit.mock.calls.at(-1)?.token).toBe('token-2');
});

test('a user whose identity is not proved is an error, and tried again next time', async ({
  visit,
}) => {
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', { ...EVA, identifier_hash: 'wrong' });
  await expect
    .poll(() => visit.heard('error'))
    .toEqual([['error', { error: 'HMAC failed: Invalid Identifier Hash Provided' }]]);
  expect(await visit.cookie('cw_user_site-token')).toBeUndefined();
});

test('what makes no sense is refused in the words that sites know', async ({ visit }) => {
  await visit.arrive();
  const refusals = {
    'Identifier should be a string or a number': ['setUser', {}, EVA],
    'User object should have one of the keys [avatar_url, email, name]': ['setUser', 1, {}],
    'Custom attributes should have atleast one key': ['setCustomAttributes', {}],
    'Custom attribute is required': ['deleteCustomAttribute', ''],
  };
  for (const [message, [method, ...given]] of Object.entries(refusals)) {
    await expect(visit.ask(method as string, ...given), message).rejects.toThrow(message);
  }
});

test('attributes and labels get to where they belong', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.arrive();
  await expect.poll(() => visit.mock.called('GET', 'messages')).toHaveLength(1);
  await visit.ask('setCustomAttributes', { plan: 'pro' });
  await visit.ask('deleteCustomAttribute', 'old');
  await visit.ask('setConversationCustomAttributes', { order: 'A-1' });
  await visit.ask('deleteConversationCustomAttribute', 'order');
  await visit.ask('setLabel', 'vip');
  await visit.ask('removeLabel', 'vip');
  await expect.poll(() => visit.mock.called('DELETE', 'labels/vip')).toHaveLength(1);
  const bodies = (method: string, path: string) => visit.mock.called(method, path)[0]?.body;
  expect(bodies('PATCH', 'contact')).toEqual({ custom_attributes: { plan: 'pro' } });
  expect(bodies('POST', 'contact/destroy_custom_attributes')).toEqual({
    custom_attributes: ['old'],
  });
  expect(bodies('POST', 'conversations/set_custom_attributes')).toEqual({
    custom_attributes: { order: 'A-1' },
  });
  expect(bodies('POST', 'conversations/destroy_custom_attributes')).toEqual({
    custom_attribute: ['order'],
  });
  expect(bodies('POST', 'labels')).toEqual({ label: 'vip' });
});

test('what a site says when the chat is ready is said of the conversation there is', async ({
  visit,
}) => {
  visit.mock.remember(2);
  const letGo = visit.mock.hold('GET conversations');
  await visit.arrive();
  await visit.ask('setConversationCustomAttributes', { order: 'A-1' });
  await visit.ask('setLabel', 'vip');
  await visit.ask('deleteConversationCustomAttribute', 'old');
  await visit.ask('removeLabel', 'new');
  letGo();
  await expect.poll(() => visit.mock.called('DELETE', 'labels/new')).toHaveLength(1);
  const first = (path: string) => visit.mock.called('POST', path)[0]?.body;
  expect(first('conversations/set_custom_attributes')).toEqual({
    custom_attributes: { order: 'A-1' },
  });
  expect(first('labels')).toEqual({ label: 'vip' });
  expect(first('conversations/destroy_custom_attributes')).toEqual({ custom_attribute: ['old'] });
  // And not of the one that comes after it.
  visit.mock.become('resolved');
  await visit.ask('toggle', 'open');
  await visit.chat.getByRole('button', { name: 'More options' }).click();
  await visit.chat.getByRole('button', { name: 'Start a new conversation' }).click();
  await visit.send('Something else');
  await expect.poll(() => visit.mock.called('POST', 'conversations')).toHaveLength(1);
  expect(visit.mock.talk).toMatchObject({ attributes: {}, labels: [] });
});

test('what is said of another user is not said of the one before', async ({ visit }) => {
  visit.mock.contact.identifier = 'adam';
  await visit.arrive();
  await visit.ask('setUser', 'eva-1', EVA);
  await visit.ask('setCustomAttributes', { plan: 'pro' });
  await expect.poll(() => visit.mock.called('PATCH', 'contact')).toHaveLength(1);
  expect(visit.mock.called('PATCH', 'contact')[0]?.token).toBe('token-2');
});

test('what is asked before the chat is there is done when it is', async ({ visit }) => {
  await visit.page.goto(visit.mock.siteUrl());
  await visit.page.waitForFunction(() => '$chatwoot' in window);
  await visit.ask('setCustomAttributes', { plan: 'pro' });
  await visit.ask('setConversationCustomAttributes', { order: 'A-1' });
  await expect.poll(() => visit.mock.called('PATCH', 'contact')).toHaveLength(1);
  await visit.ask('toggle', 'open');
  await visit.chat.getByRole('button', { name: 'Send us a message' }).click();
  await visit.send('Hello');
  await expect.poll(() => visit.mock.called('POST', 'messages')).toHaveLength(1);
  expect(visit.mock.called('POST', 'messages')[0]?.body.custom_attributes).toEqual({
    order: 'A-1',
  });
});

test('who was said to be there before a reset is not there after it', async ({ visit }) => {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await visit.page.route('**/widget?*', async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await visit.page.goto(visit.mock.siteUrl());
  await visit.page.waitForFunction(() => '$chatwoot' in window);
  await visit.ask('setUser', 'eva-1', EVA);
  await visit.ask('reset');
  letGo();
  await visit.ask('setCustomAttributes', { plan: 'pro' });
  await expect.poll(() => visit.mock.called('PATCH', 'contact')).toHaveLength(1);
  expect(visit.mock.called('PATCH', 'contact/set_user')).toHaveLength(0);
  // The same user is told of again.
  await visit.ask('setUser', 'eva-1', EVA);
  await expect.poll(() => visit.cookie('cw_user_site-token')).toBeDefined();
});

test('a frame that is on its way out is not listened to', async ({ visit }) => {
  await visit.arrive();
  const frame = await visit.page.evaluate(() => {
    const chat = window as unknown as { $chatwoot: { reset(): void } };
    const old = document.querySelector<HTMLIFrameElement>('#chatwoot_live_chat_widget');
    chat.$chatwoot.reset();
    return old?.isConnected;
  });
  expect(frame).toBe(false);
});

test('reset makes a new visitor of somebody', async ({ visit }) => {
  await visit.open();
  await visit.ask('setUser', 'eva-1', EVA);
  await expect.poll(() => visit.cookie('cw_user_site-token')).toBeDefined();
  visit.mock.token = 'token-9';
  await visit.ask('reset');
  await expect(visit.holder).toHaveClass(/woot--hide/);
  await expect.poll(() => visit.cookie('cw_conversation')).toBe('token-9');
  expect(await visit.cookie('cw_user_site-token')).toBeUndefined();
  expect(await visit.heard('ready')).toHaveLength(1);
});

test('the language and the colours can be changed while it runs', async ({ visit }) => {
  await visit.open({ locale: 'de' });
  await expect(visit.chat.getByRole('button', { name: 'Schreiben Sie uns' })).toBeVisible();
  await visit.ask('setLocale', 'pt_BR');
  await expect(visit.chat.getByRole('button', { name: 'Envie uma mensagem' })).toBeVisible();
  await visit.ask('setColorScheme', 'dark');
  await expect(visit.chat.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('strangers are not listened to', async ({ visit }) => {
  await visit.arrive();
  await visit.page.evaluate(() => {
    const stolen = { event: 'setAuthCookie', data: { widgetAuthToken: 'stolen' } };
    window.postMessage(`chatwoot-widget:${JSON.stringify(stolen)}`);
  });
  await visit.ask('toggle', 'open');
  await expect(visit.chat.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await visit.cookie('cw_conversation')).toBe('token-1');
});

test('the frame needs no cookies and no storage of its own', async ({ visit }) => {
  await visit.page.addInitScript(() => {
    if (window.parent === window) return;
    const refuse = () => {
      throw new DOMException('Access is denied for this document.', 'SecurityError');
    };
    Object.defineProperty(document, 'cookie', { get: refuse, set: refuse });
    Object.defineProperty(window, 'localStorage', { get: refuse });
    Object.defineProperty(window, 'sessionStorage', { get: refuse });
  });
  await visit.openMessages();
  await visit.send('Hello');
  await expect(visit.log.getByText('Hello')).toBeVisible();
});

test('the chat opens in a window of its own', async ({ visit }) => {
  visit.mock.remember(2);
  await visit.arrive();
  const popup = visit.page.waitForEvent('popup');
  await visit.ask('popoutChatWindow');
  const chat = await popup;
  expect(chat.url()).toContain('cw_conversation=token-1');
  await expect(chat.getByRole('log').getByText('Message 1')).toBeVisible();
  const closed = chat.waitForEvent('close');
  await chat.getByRole('button', { name: 'Close the chat' }).click();
  await closed;
});
