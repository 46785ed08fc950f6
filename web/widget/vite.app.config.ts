import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const APP = new URL('app/', import.meta.url);
const components = readdirSync(APP, { recursive: true, encoding: 'utf8' }).sort();

// What sets the styles of a component apart: short, since it stands in every rule of it.
function scope(filename: string): string {
  return `s${components.indexOf(relative(APP.pathname, filename)).toString(36)}`;
}

// The app in the frame: hashed files, and `manifest.json`, by which the server knows what to load.
// Their names are short as well, since the app carries those of all its lazy parts.
export default defineConfig({
  plugins: [svelte({ compilerOptions: { cssHash: ({ filename }) => scope(filename) } })],
  base: './',
  build: {
    outDir: 'dist',
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: 'app/main.ts',
      output: {
        entryFileNames: 'assets/[hash:6].js',
        chunkFileNames: 'assets/[hash:6].js',
        assetFileNames: 'assets/[hash:6][extname]',
      },
    },
  },
});
