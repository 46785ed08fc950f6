// Tells the team that the visitor types: when it begins, now and then while it lasts, and its end.

const PAUSE = 3_000;
const REMINDER = 10_000;

export class Keystrokes {
  #saidAt = 0;
  #end: ReturnType<typeof setTimeout> | undefined;
  readonly #say: (status: 'on' | 'off') => void;

  constructor(say: (status: 'on' | 'off') => void) {
    this.#say = say;
  }

  key(): void {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.stop(), PAUSE);
    if (Date.now() - this.#saidAt < REMINDER) return;
    this.#saidAt = Date.now();
    this.#say('on');
  }

  stop(): void {
    clearTimeout(this.#end);
    if (this.#saidAt === 0) return;
    this.#saidAt = 0;
    this.#say('off');
  }
}
