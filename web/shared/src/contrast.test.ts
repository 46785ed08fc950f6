import { expect, test } from 'vitest';
import { contrast, legible, rgb, surface } from './contrast';

const COLORS = ['#1f93ff', '#ffd400', '#ffffff', '#000', '#0a7', '#e11d48', '#7c3aed', '#9ca3af'];

test('text can be read on whatever colour a site has chosen', () => {
  for (const color of COLORS) {
    const { background, text } = surface(color);
    expect(contrast(rgb(background), rgb(text)), color).toBeGreaterThanOrEqual(4.5);
  }
});

test('whatever colour a site has chosen can be read as text, on light and on dark', () => {
  for (const color of COLORS) {
    for (const ground of ['#ffffff', '#16181d']) {
      const text = legible(color, ground);
      expect(contrast(rgb(text), rgb(ground)), `${color} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test('what is no colour is taken for the usual blue', () => {
  expect(rgb('url(javascript:alert(1))')).toEqual(rgb('#1f93ff'));
});
