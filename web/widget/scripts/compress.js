// Writes each text file of the build in smaller words beside it, for browsers that read them.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url);

for (const name of readdirSync(DIST, { recursive: true })) {
  if (!/\.(css|js|svg)$/.test(name)) continue;
  const file = new URL(name, DIST);
  const bytes = readFileSync(file);
  writeFileSync(`${file.pathname}.br`, brotliCompressSync(bytes));
  writeFileSync(`${file.pathname}.gz`, gzipSync(bytes, { level: 9 }));
}
