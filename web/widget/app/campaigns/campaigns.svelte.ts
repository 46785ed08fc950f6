// Messages that greet a visitor who has been on a page for a while.

import type { Campaign } from 'shared/wire';

const HOUR = 60 * 60 * 1000;

export class Campaigns {
  shown = $state.raw<Campaign>();
  // The one that is answered when the visitor has filled in the form of the site.
  answered = $state.raw<Campaign>();
  #all: Campaign[] = [];
  #address = '';
  #snoozedTill = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #mayShow: (campaign: Campaign) => boolean;

  constructor(mayShow: (campaign: Campaign) => boolean) {
    this.#mayShow = mayShow;
  }

  // Starts the clocks of the campaigns for where the visitor is.
  start(all: Campaign[], address: string): Promise<void> {
    this.#all = all;
    return this.moved(address);
  }

  // Starts the clocks of the campaigns for an address, and stops those of others.
  async moved(address: string): Promise<void> {
    this.#address = address;
    this.#stop();
    if (this.#all.length === 0) return;
    const { matches } = await import('./addresses');
    if (address !== this.#address) return;
    this.#stop();
    this.#timers = this.#all
      .filter(({ trigger_rules }) => matches(trigger_rules.url ?? '*', address))
      .map((campaign) => {
        const wait = (campaign.trigger_rules.time_on_page ?? 0) * 1000;
        return setTimeout(() => this.#show(campaign), wait);
      });
  }

  // Leaves the visitor alone until then.
  snooze(till = Date.now() + HOUR): void {
    this.#snoozedTill = Math.max(this.#snoozedTill, till);
    if (till > Date.now()) this.shown = undefined;
  }

  end(): void {
    this.#all = [];
    this.#stop();
    this.shown = this.answered = undefined;
  }

  #stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #show(campaign: Campaign): void {
    if (this.shown || Date.now() < this.#snoozedTill || !this.#mayShow(campaign)) return;
    this.shown = campaign;
  }
}
