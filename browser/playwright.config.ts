import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';
import type { Options } from './support/house.js';

// The system's own browser: nothing is downloaded. CHROMIUM names another one.
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
if (!existsSync(executablePath)) {
  throw new Error(`no browser at ${executablePath}; \`cargo xtask test --only install\` brings it, or set CHROMIUM`);
}

// Journeys run everywhere; what a page must be is looked at once, in `js`.
const journeys = /journeys\/.*\.spec\.ts/;
// Who applies may have a phone and nothing else, and scripts may never reach it.
const applicants = /journeys\/(apply|employer|pay|school|worker)\.spec\.ts/;

export default defineConfig<object, Options>({
  testDir: 'tests',
  outputDir: 'results',
  // Two servers and two browsers at a time: the machines this runs on are small.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Helsinki',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    // What is not there to be pressed is missed soon, not when the whole test is over.
    actionTimeout: 15_000,
    launchOptions: {
      executablePath,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--font-render-hinting=none',
      ],
    },
  },
  projects: [
    { name: 'js', use: { viewport: { width: 1280, height: 900 } } },
    { name: 'nojs', testMatch: journeys, use: { viewport: { width: 1280, height: 900 }, javaScriptEnabled: false } },
    { name: 'phone', testMatch: journeys, use: { ...devices['Pixel 7'], locale: 'en-GB' } },
    {
      name: 'phone-nojs',
      testMatch: applicants,
      use: { ...devices['Pixel 7'], locale: 'en-GB', javaScriptEnabled: false },
    },
    ...(process.env['UMA_TEST_BROWSER_DATABASE'] === undefined
      ? []
      : // One server at a time has those databases: the long journey alone.
        [{ name: 'postgres', testMatch: /journeys\/case\.spec\.ts/, use: { engine: 'postgres' as const } }]),
  ],
});
