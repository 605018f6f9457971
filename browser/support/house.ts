import { test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { type Engine, type Server, start } from './server.js';

export { expect };

/** What a project may choose. */
export interface Options {
  engine: Engine;
}

interface ForTheWorker extends Options {
  server: Server;
  house: string;
  outside: string;
}

interface ForTheTest {
  /** May pages lead to the simulated world outside: to sign in, to pay? */
  goesOut: boolean;
  complaints: string[];
}

/**
 * Every test gets a running house as its base URL, and fails when the browser complained: a script
 * error, a broken content security policy, a request that leaves the house.
 */
export const test = base.extend<ForTheTest, ForTheWorker>({
  engine: ['sqlite', { option: true, scope: 'worker' }],
  server: [
    async ({ engine }, use) => {
      const server = await start(engine);
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  house: [async ({ server }, use) => use(server.address), { scope: 'worker' }],
  outside: [async ({ server }, use) => use(server.outside), { scope: 'worker' }],
  goesOut: [false, { option: true }],
  baseURL: async ({ house }, use) => use(house),
  complaints: [
    async ({ context, house, outside, goesOut }, use) => {
      const complaints: string[] = [];
      context.on('weberror', (fault) => complaints.push(`script: ${fault.error().message}`));
      context.on('console', (message) => {
        // A refused form comes back as 409 or 422, which Chromium reports as if it were a fault.
        const refused = /status of 4(09|22)/.test(message.text());
        // What the simulated world outside lacks, such as an icon, is no fault of the house.
        const elsewhere = goesOut && message.location().url.startsWith(outside);
        if (message.type() === 'error' && !refused && !elsewhere) {
          complaints.push(`console: ${message.text()}`);
        }
      });
      context.on('request', (request) => {
        const url = request.url();
        // The browser's own viewer of PDFs is part of the browser.
        const allowed = [house, 'data:', 'blob:', 'chrome:', 'chrome-extension:', ...(goesOut ? [outside] : [])];
        const inside = allowed.some((start) => url.startsWith(start));
        if (!inside) {
          complaints.push(`leaves the house: ${url}`);
        }
      });
      await use(complaints);
      expect(complaints, 'what the browser complained about').toEqual([]);
    },
    { auto: true },
  ],
});

/** Nothing sticks out sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) {
      return [];
    }
    const wide = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
    return wide.slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.className} to ${Math.round(e.getBoundingClientRect().right)}`);
  });
  expect(over, `${page.url()} is wider than the screen`).toEqual([]);
}
