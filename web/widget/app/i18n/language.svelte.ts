// The language of the chat. Only the texts of the language that is wanted are loaded.

import type english from './locales/en.json';
import { best } from './best';
import { fill, type Text, type Values } from './text';

export type Key = keyof typeof english;
type Texts = Record<Key, Text>;

const catalogs = import.meta.glob<Texts>('./locales/*.json', { import: 'default' });
const known = Object.keys(catalogs).map((path) => path.slice('./locales/'.length, -'.json'.length));
const RIGHT_TO_LEFT = /^(ar|fa|he|ur)\b/;

export class Language {
  tag = $state('en');
  #texts = $state.raw<Texts>();
  #wanted = '';

  readonly direction = $derived(RIGHT_TO_LEFT.test(this.tag) ? 'rtl' : 'ltr');

  async use(wanted: string): Promise<void> {
    const tag = best(wanted, known);
    this.#wanted = tag;
    const texts = await catalogs[`./locales/${tag}.json`]?.();
    // Another one may have been asked for meanwhile.
    if (tag !== this.#wanted) return;
    this.#texts = texts;
    this.tag = tag;
  }

  readonly say = (key: Key, values: Values = {}): string => {
    const text = this.#texts?.[key];
    return text === undefined ? '' : fill(text, values, this.tag);
  };

  time(at: Date): string {
    return this.#format(at, { hour: 'numeric', minute: '2-digit' });
  }

  day(at: Date): string {
    return this.#format(at, { weekday: 'long', day: 'numeric', month: 'long' });
  }

  // A moment of the next days: with its day unless it is today.
  soon(at: Date, now = new Date()): string {
    if (at.toDateString() === now.toDateString()) return this.time(at);
    return this.#format(at, { weekday: 'long', hour: 'numeric', minute: '2-digit' });
  }

  size(bytes: number): string {
    const kilobytes = bytes / 1024;
    const [value, unit] =
      kilobytes < 1024 ? [kilobytes, 'kilobyte'] : [kilobytes / 1024, 'megabyte'];
    const digits = { maximumFractionDigits: value < 10 ? 1 : 0 };
    return new Intl.NumberFormat(this.tag, { style: 'unit', unit, ...digits }).format(value);
  }

  #format(at: Date, format: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.tag, format).format(at);
  }
}
