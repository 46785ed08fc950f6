import { defineConfig } from '@playwright/test';

// The chat of a website as the built program serves it, in a Chromium of the system that lets no
// site store anything in the frame of another.
export default defineConfig({
  testDir: 'chat',
  fullyParallel: true,
  workers: 2,
  reporter: 'list',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  outputDir: 'test-results',
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
        '--test-third-party-cookie-phaseout',
      ],
    },
  },
});
