// What the tests need to look at a website with a chat on it.

import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type FrameLocator, type Locator, type Page } from '@playwright/test';
import type { Channel } from 'shared/wire';
import { Mock } from '../mock/mock';

type Said = [event: string, detail: unknown];

export class Visit {
  constructor(
    readonly page: Page,
    readonly mock: Mock,
  ) {}

  get chat(): FrameLocator {
    return this.page.frameLocator('#chatwoot_live_chat_widget');
  }

  get bubble(): Locator {
    return this.page.locator('.woot-widget-bubble:not(.woot--close)');
  }

  get badge(): Locator {
    return this.page.locator('.unread-notification');
  }

  get holder(): Locator {
    return this.page.locator('#cw-widget-holder');
  }

  get composer(): Locator {
    return this.chat.getByRole('textbox', { name: 'Type your message' });
  }

  get log(): Locator {
    return this.chat.getByRole('log');
  }

  // Opens the website, and waits until its chat is ready.
  async arrive(settings: object = {}): Promise<void> {
    await this.page.goto(this.mock.siteUrl(settings));
    await expect.poll(() => this.heard('ready')).toHaveLength(1);
  }

  async open(settings: object = {}): Promise<void> {
    await this.arrive(settings);
    await this.ask('toggle', 'open');
    await expect(this.holder).not.toHaveClass(/woot--hide/);
  }

  async openMessages(settings: object = {}): Promise<void> {
    await this.open(settings);
    const start = this.chat.getByRole('button', { name: /Send us a message|Continue/ });
    // Whoever has written before is there by themselves, as soon as that is known.
    await expect(async () => {
      if (await start.isVisible()) await start.click({ timeout: 1_000 });
      await expect(this.log).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  // Calls a method of `$chatwoot`, as the website does.
  ask(method: string, ...given: unknown[]): Promise<void> {
    return this.page.evaluate(
      ([name, values]) => {
        const { $chatwoot } = window as unknown as {
          $chatwoot: Record<string, (...values: unknown[]) => void>;
        };
        $chatwoot[name as string]?.(...(values as unknown[]));
      },
      [method, given],
    );
  }

  async heard(event: string): Promise<Said[]> {
    const all = await this.page.evaluate(() => (window as unknown as { heard: Said[] }).heard);
    return all.filter(([name]) => name === event);
  }

  async cookie(name: string): Promise<string | undefined> {
    const cookies = await this.page.context().cookies();
    return cookies.find((cookie) => cookie.name === name)?.value;
  }

  async isAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .include(['#chatwoot_live_chat_widget', 'body'])
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
}

// Exchanges the body of the page, as Turbo does it: for a copy of the page that it has kept.
export async function exchange(page: Page, renderMethod = 'replace'): Promise<void> {
  await page.evaluate((method) => {
    const newBody = document.body.cloneNode(true) as HTMLElement;
    for (const script of newBody.querySelectorAll('script')) script.remove();
    const detail = { newBody, renderMethod: method };
    document.dispatchEvent(new CustomEvent('turbo:before-render', { detail }));
    // What is morphed keeps its elements.
    if (method === 'replace') document.documentElement.replaceChild(newBody, document.body);
  }, renderMethod);
}

interface Fixtures {
  inbox: Partial<Channel>;
  visit: Visit;
}

// A visit after which nothing may have gone wrong in the page, whatever the test looked at.
export const test = base.extend<Fixtures>({
  inbox: [{}, { option: true }],
  visit: async ({ page, inbox }, use) => {
    const mock = await Mock.open(inbox);
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) errors.push(message.text());
    });
    await use(new Visit(page, mock));
    expect(errors).toEqual([]);
    mock.close();
  },
});

export { expect };
