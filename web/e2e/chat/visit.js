// A visit to a website with a chat, at a desk that runs for this test alone.

import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import AxeBuilder from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';

import { Desk } from '../desk.js';
import { Site } from './site.js';

const SCREENSHOTS = fileURLToPath(new URL('../screenshots/', import.meta.url));

export class Visit {
  constructor(page, desk, inbox, site) {
    Object.assign(this, { page, desk, inbox, site });
  }

  get chat() {
    return this.page.frameLocator('#chatwoot_live_chat_widget');
  }

  get log() {
    return this.chat.getByRole('log');
  }

  get composer() {
    return this.chat.getByRole('textbox', { name: 'Type your message' });
  }

  // Opens the website, and waits until its chat is ready.
  async arrive(address = this.site.url) {
    await this.page.goto(address);
    await this.page.waitForFunction(() => window.$chatwoot?.hasLoaded);
  }

  async openMessages() {
    await this.ask('toggle', 'open');
    const start = this.chat.getByRole('button', { name: /Send us a message|Continue/ });
    // Whoever has written before is there by themselves, as soon as that is known.
    await expect(async () => {
      if (await start.isVisible()) await start.click({ timeout: 1_000 });
      await expect(this.log).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }

  async send(text) {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await this.hasSent(text);
  }

  // Waits until the desk has what the visitor said: it is shown before.
  hasSent(text) {
    const lines = this.log.locator('.line:not(.waiting, :has(.failed))');
    return expect(lines.filter({ hasText: text })).toBeVisible();
  }

  // Calls a method of `$chatwoot`, as the website does.
  ask(method, ...given) {
    return this.page.evaluate(
      ([name, values]) => window.$chatwoot[name](...values),
      [method, given],
    );
  }

  heard(event) {
    return this.page.evaluate((name) => window.heard.filter(([it]) => it === name), event);
  }

  // The only conversation there is, as agents see it.
  async conversation() {
    const { data } = await this.desk.get('conversations?status=all');
    expect(data.payload).toHaveLength(1);
    return data.payload[0];
  }

  async messages() {
    const { id } = await this.conversation();
    return (await this.desk.get(`conversations/${id}/messages`)).payload;
  }

  // An agent answers.
  async answer(message) {
    const { id } = await this.conversation();
    return this.desk.post(`conversations/${id}/messages`, message);
  }

  // What the account signs of a visitor.
  signature(identifier) {
    return createHmac('sha256', this.inbox.hmac_token).update(identifier).digest('hex');
  }

  async isAccessible() {
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }

  async screenshot(name) {
    for (const frame of this.page.frames()) await frame.evaluate(hasComeToRest);
    await this.page.screenshot({ path: `${SCREENSHOTS}${name}.png` });
  }
}

// Waits, in a page, until everything that moves there only once has moved.
function hasComeToRest() {
  const moves = document.getAnimations();
  const ends = (move) => move.effect.getComputedTiming().iterations !== Infinity;
  return Promise.allSettled(moves.filter(ends).map((move) => move.finished)).then(() => null);
}

// After a visit nothing may have gone wrong in the pages, whatever the test looked at.
export const test = base.extend({
  // How the inbox differs from the usual one.
  settings: [{}, { option: true }],
  visit: async ({ page, settings }, use) => {
    const desk = await Desk.open();
    const channel = { type: 'web_widget', website_url: 'https://shop.test' };
    const inbox = await desk.post('inboxes', {
      name: 'Acme Shop',
      enable_email_collect: false,
      ...settings,
      channel: { ...channel, welcome_title: 'Hello!', ...settings.channel },
    });
    const members = { inbox_id: inbox.id, user_ids: [desk.admin.user_id] };
    await desk.post('inbox_members', members);
    const site = await Site.open(desk, { script: inbox.web_widget_script });
    const wrong = [];
    page.on('pageerror', ({ message }) => wrong.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) wrong.push(message.text());
    });
    await use(new Visit(page, desk, inbox, site));
    expect(wrong).toEqual([]);
    site.close();
    await desk.close();
  },
});

export { expect };
