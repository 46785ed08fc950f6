// Colours that can be read on each other, by the measure of WCAG 2.

export type Rgb = readonly [number, number, number];

const FALLBACK: Rgb = [31, 147, 255];
const WEIGHTS: Rgb = [0.2126, 0.7152, 0.0722];

export function rgb(color: string): Rgb {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1];
  if (!digits) return FALLBACK;
  const long = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const all = parseInt(long, 16);
  return [all >> 16, (all >> 8) & 255, all & 255];
}

export function luminance(color: Rgb): number {
  return color.reduce((sum, part, at) => {
    const share = part / 255;
    const light = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    return sum + light * (WEIGHTS[at] ?? 0);
  }, 0);
}

export function contrast(one: Rgb, other: Rgb): number {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
}

export interface Surface {
  background: string;
  text: string;
}

// The colour as a ground for text. One on which white nearly reads is made a little darker, as
// designers would do it; on one that is really light the text is dark.
export function surface(color: string): Surface {
  const asked = rgb(color);
  if (contrast(asked, WHITE) < 2.4) return { background: hex(asked), text: '#14171f' };
  return { background: hex(shaded(asked, WHITE, BLACK)), text: '#ffffff' };
}

// The colour as text on a ground, as far from black and white as can be read there.
export function legible(color: string, ground: string): string {
  const behind = rgb(ground);
  return hex(shaded(rgb(color), behind, luminance(behind) > 0.4 ? BLACK : WHITE));
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const READABLE = 4.6;

function shaded(color: Rgb, against: Rgb, towards: Rgb): Rgb {
  let share = 0;
  while (share < 1 && contrast(mixed(color, towards, share), against) < READABLE) share += 0.02;
  return mixed(color, towards, share);
}

function mixed(color: Rgb, other: Rgb, share: number): Rgb {
  const parts = color.map((part, at) => Math.round(part + ((other[at] ?? 0) - part) * share));
  return parts as unknown as Rgb;
}

function hex(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
