import { defineConfig } from '@playwright/test';

import mocked from '../widget/playwright.config.ts';

const { launchOptions, ...use } = mocked.use;

// The chat of a website as the built program serves it, in the Chromium of its other tests, but in
// one that lets no site store anything in the frame of another.
export default defineConfig({
  ...mocked,
  testDir: 'chat',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    ...use,
    launchOptions: {
      ...launchOptions,
      args: [...launchOptions.args, '--test-third-party-cookie-phaseout'],
    },
  },
});
