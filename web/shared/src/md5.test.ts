import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { md5 } from './md5';

test('is what others say it is, for every length around the end of a block', () => {
  for (let length = 0; length < 130; length++) {
    const text = 'é'.repeat(length % 7) + 'a'.repeat(length);
    expect(md5(text)).toBe(createHash('md5').update(text).digest('hex'));
  }
});
