// Messages that greet a visitor who has been on a page for a while.

import type { Campaign } from 'shared/wire';
import { matches } from './addresses';

export class Campaigns {
  shown = $state.raw<Campaign>();
  #all: Campaign[] = [];
  #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #mayShow: (campaign: Campaign) => boolean;

  constructor(mayShow: (campaign: Campaign) => boolean) {
    this.#mayShow = mayShow;
  }

  // Starts the clocks of the campaigns for an address, and stops those of others.
  start(all: Campaign[], address: string): void {
    this.#all = all;
    this.moved(address);
  }

  moved(address: string): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = this.#all
      .filter(({ trigger_rules }) => matches(trigger_rules.url ?? '*', address))
      .map((campaign) => {
        const wait = (campaign.trigger_rules.time_on_page ?? 0) * 1000;
        return setTimeout(() => this.#show(campaign), wait);
      });
  }

  dismiss(): void {
    this.shown = undefined;
  }

  #show(campaign: Campaign): void {
    if (!this.shown && this.#mayShow(campaign)) this.shown = campaign;
  }
}
