import { defineConfig } from '@playwright/test';

// The built chat in a Chromium of the system, against the mock.
export default defineConfig({
  testDir: 'test/browser',
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  // A browser on a busy machine may be late once; what fails twice is wrong. Which tests were late
  // is told as "flaky".
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    viewport: { width: 1200, height: 860 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
