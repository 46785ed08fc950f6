// Measures what a browser has to fetch before the chat can be used, and fails when it is too much.

import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);
const KILOBYTE = 1024;
const BUDGETS = [
  { name: 'loader', files: ['sdk.js'], kilobytes: 5 },
  { name: 'chat at first load', files: firstLoad(), kilobytes: 40 },
];

let isTooMuch = false;
for (const { name, files, kilobytes } of BUDGETS) {
  const size = files.reduce((sum, file) => sum + compressed(file), 0) / KILOBYTE;
  console.log(`${name}: ${size.toFixed(2)} KB of ${kilobytes} KB`);
  isTooMuch ||= size > kilobytes;
}
if (isTooMuch) {
  console.error(
    'This is more than the budget. What is not needed at first belongs into a lazy part.',
  );
  process.exit(1);
}

// What the entry imports, its styles, and the largest of the languages, of which one is loaded.
function firstLoad() {
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', DIST), 'utf8'));
  const files = new Set();
  const add = (key) => {
    const { file, css = [], imports = [] } = manifest[key];
    if (files.has(file)) return;
    for (const each of [file, ...css]) files.add(each);
    imports.forEach(add);
  };
  add('app/main.ts');
  const languages = Object.values(manifest)
    .filter(({ src }) => src?.includes('/locales/'))
    .map(({ file }) => file);
  languages.sort((one, other) => compressed(other) - compressed(one));
  return [...files, ...languages.slice(0, 1)];
}

function compressed(file) {
  return brotliCompressSync(readFileSync(new URL(file, DIST))).length;
}
