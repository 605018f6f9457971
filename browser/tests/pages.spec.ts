// What every page must be, looked at on one page of each kind that some persona can reach.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.js';
import { expect, expectNoSidewaysScroll, test } from '../support/house.js';
import { type Language, type Scheme, look, personas, signInAs } from '../support/people.js';
import { walk } from '../support/walk.js';

// Every language and every scheme once: colours do not depend on words. Arabic has no texts yet: it
// shows the English ones, laid out from right to left.
const LOOKS: [Language, Scheme][] = [
  ['fi', 'light'],
  ['sv', 'dark'],
  ['ar', 'light'],
];
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 900 };

/** One persona of each role walks the house; each kind of page is visited once. */
async function everyPage(page: Page, visit: (kind: string) => Promise<void>): Promise<void> {
  const seen = new Set<string>();
  await walk(page, seen, visit);
  const people = await personas(page);
  expect(people.length, 'the demo has people to sign in as').toBeGreaterThan(1);
  for (const person of people) {
    await signInAs(page, person);
    await walk(page, seen, visit);
  }
  expect(seen.size, `kinds of page: ${[...seen].join(' ')}`).toBeGreaterThan(5);
}

// A trace of so many pages costs as much as looking at them; what is wrong is said with its address.
test.use({ trace: 'off' });

test.describe('every page', () => {
  test.setTimeout(900_000);

  for (const [language, scheme] of LOOKS) {
    test(`speaks, fits, prints, and has no fault that axe finds: ${language}, ${scheme}`, async ({ page }) => {
      await look(page, language, scheme);
      await everyPage(page, async (kind) => {
        await test.step(kind, async () => {
          await speaks(page, language);
          await expectAccessible(page);
          await prints(page);
          await fits(page);
        });
      });
    });
  }
});

/** Language, direction, title, one heading, and no key without its text. */
async function speaks(page: Page, language: Language): Promise<void> {
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', language);
  await expect(html).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator('h1')).toHaveCount(1);
  expect(await page.content()).not.toContain('⟦');
  expect(await page.locator('body').innerText(), 'markup is shown as text').not.toMatch(/<\/(div|p|span|table|ul|section)>/);
}

/** Without what belongs to the screen. */
async function prints(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  for (const part of ['.uma-langs', '.uma-menu', '.uma-skip', '.uma-me']) {
    await expect(page.locator(part).filter({ visible: true })).toHaveCount(0);
  }
  await expect(page.locator('h1')).toBeVisible();
  await page.emulateMedia({ media: null });
}

/** A phone's width, also with the text spacing that people may set for themselves. */
async function fits(page: Page): Promise<void> {
  await page.setViewportSize(NARROW);
  await expectNoSidewaysScroll(page);
  await spaceOut(page);
  await expectNoSidewaysScroll(page);
  await page.setViewportSize(WIDE);
}

/** The text spacing that people may set for themselves: WCAG 2.2, 1.4.12. */
async function spaceOut(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
}
