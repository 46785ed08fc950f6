// The colours of the chat, made from the one colour that the site has chosen.

import type { DarkMode } from 'shared/protocol';
import { legible, surface, type Surface } from 'shared/contrast';

const darkness = matchMedia('(prefers-color-scheme: dark)');
const GROUND = { light: '#ffffff', dark: '#17191f' };

export class Theme {
  #mode: DarkMode = 'light';
  readonly colors: Surface;
  readonly #color: string;

  constructor(color: string) {
    this.#color = color;
    this.colors = surface(color);
    darkness.addEventListener('change', () => this.#apply());
    this.#apply();
  }

  set mode(mode: DarkMode) {
    this.#mode = mode;
    this.#apply();
  }

  #apply(): void {
    const isDark = this.#mode === 'dark' || (this.#mode === 'auto' && darkness.matches);
    const theme = isDark ? 'dark' : 'light';
    const { background, text } = this.colors;
    const { style, dataset } = document.documentElement;
    dataset.theme = theme;
    style.setProperty('--brand', background);
    style.setProperty('--on-brand', text);
    style.setProperty('--brand-text', legible(this.#color, GROUND[theme]));
  }
}
