// Who of the team types. Nobody does for longer than half a minute without saying it again.

import type { Sender } from 'shared/wire';

const LONGEST = 30_000;

export class Typing {
  who = $state.raw<Sender>();
  #end: ReturnType<typeof setTimeout> | undefined;

  starts(who: Sender): void {
    this.who = who;
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.stops(), LONGEST);
  }

  stops(): void {
    clearTimeout(this.#end);
    this.who = undefined;
  }
}
