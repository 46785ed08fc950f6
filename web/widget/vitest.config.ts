import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Rules without a browser. What is drawn is tested by Playwright, in test/browser.
export default defineConfig({
  plugins: [svelte()],
  test: { include: ['test/unit/**/*.test.ts'] },
});
