// What every page must be, looked at on one page of each kind: each address the program answers is among them.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.js';
import { test as base, expect, expectNoSidewaysScroll } from '../support/house.js';
import { type Language, look, personas, signInAs } from '../support/people.js';
import { type Place, places } from '../support/places.js';
import { forms, NO_PAGES, patternOf, patterns } from '../support/routes.js';
import { type Visit, walk } from '../support/walk.js';

// Arabic has no texts yet: it shows the English ones, laid out from right to left. What axe looks at is the same in
// Swedish as in Finnish.
const LANGUAGES: Language[] = ['fi', 'sv', 'ar'];
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 900 };
/** What colours can break: the rest is the same in the dark. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
/** What has to be written in a form, whatever it is. */
const REQUIRED =
  'main form[data-guard] .ds-field:not(:has(.uma-optional)):not(.uma-date-parts *) > :is(textarea, input[type="text"], input[type="email"])';

/** What no menu leads to is made ready once in each house, before anybody walks. */
const test = base.extend<object, { ready: Place[] }>({
  ready: [
    async ({ browser, house }, use) => {
      const context = await browser.newContext({ baseURL: house, locale: 'en-GB' });
      const ready = await places(await context.newPage());
      await context.close();
      await use(ready);
    },
    { scope: 'worker', timeout: 480_000 },
  ],
});

/**
 * One persona of each role walks the house, and then whoever has to begin elsewhere; each kind of page is visited once.
 * Afterwards none that the program answers is left. What is wrong is told of all of them together.
 */
async function everyPage(page: Page, ready: Place[], look: (kind: string) => Promise<void>): Promise<void> {
  const all = patterns();
  const [seen, opened, groups] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const faults: string[] = [];
  const visit: Visit = async (kind, there) => {
    if (there) {
      opened.add(patternOf(page.url(), all) ?? kind);
      groups.add(kind);
    }
    await look(kind).catch(async (fault: Error) => {
      faults.push(`${kind}: ${fault.message}`);
      await page.emulateMedia({ media: null });
      await page.setViewportSize(WIDE);
    });
  };
  await walk(page, seen, visit);
  const people = await personas(page);
  expect(people.length, 'the demo has people to sign in as').toBeGreaterThan(1);
  for (const person of people) {
    await signInAs(page, person);
    await walk(page, seen, visit);
  }
  for (const { signsIn, from } of ready) {
    await signsIn(page);
    await walk(page, seen, visit, from);
  }
  const asked = [...forms()].flatMap(([permit, pages]) => pages.map((group) => `/apply/${permit}/*/${group}`));
  const missed = [...all.filter((pattern) => !(pattern in NO_PAGES) && !opened.has(pattern)), ...asked.filter((kind) => !groups.has(kind))];
  expect.soft(missed, 'pages that nobody opened').toEqual([]);
  expect.soft(faults, 'pages that are not as they must be').toEqual([]);
  expect.soft(Object.keys(NO_PAGES).filter((pattern) => opened.has(pattern) || !all.includes(pattern)), 'what is a page after all, or gone').toEqual([]);
}

// A trace of so many pages costs as much as looking at them; what is wrong is said with its address. Whoever acts for
// an employer signs in outside.
test.use({ trace: 'off', goesOut: true });

test.describe('every page', () => {
  test.setTimeout(1_800_000);

  for (const language of LANGUAGES) {
    test(`speaks, fits, prints, and is accessible in light and dark: ${language}`, async ({ page, ready, complaints }) => {
      await look(page, language, 'light');
      await everyPage(page, ready, async (kind) => {
        await test.step(kind, async () => {
          await speaks(page, language);
          if (language !== 'sv') {
            await expectAccessible(page);
            await inTheDark(page, () => expectAccessible(page, COLOURS));
          }
          await prints(page);
          await fits(page);
          if (language !== 'sv' && (await leavesOut(page))) {
            await expectAccessible(page);
            await inTheDark(page, () => expectAccessible(page, COLOURS));
            await fits(page);
          }
        });
      });
      // One page that is not there, and one that is not theirs, were asked for.
      const refused = complaints.filter((said) => /status of 40[34] /.test(said));
      expect(refused).toHaveLength(2);
      complaints.splice(0, complaints.length, ...complaints.filter((said) => !refused.includes(said)));
    });
  }
});

/** A form is sent without something that has to be said: it comes back and says so, and nothing is done. */
async function leavesOut(page: Page): Promise<boolean> {
  const field = page.locator(REQUIRED).first();
  if ((await field.count()) === 0) {
    return false;
  }
  await field.fill('');
  const button = page.locator('main form[data-guard] button[data-variant="primary"]').first();
  await Promise.all([page.waitForEvent('load'), button.click()]);
  await expect(page.locator('.ds-error-summary')).toBeVisible();
  return true;
}

/** The same page in the other colours, as whoever chose them has it. */
async function inTheDark(page: Page, visit: () => Promise<void>): Promise<void> {
  const wear = (scheme: string) => page.locator('html').evaluate((html, chosen) => html.setAttribute('data-color-scheme', chosen), scheme);
  await wear('dark');
  await visit();
  await wear('light');
}

/** Language, direction, title, one heading, and no key without its text. */
async function speaks(page: Page, language: Language): Promise<void> {
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', language);
  await expect(html).toHaveAttribute('dir', language === 'ar' ? 'rtl' : 'ltr');
  await expect(page).toHaveTitle(/\S/);
  await expect(page.locator('h1')).toHaveCount(1);
  const content = await page.content();
  expect(content, 'a text is missing').not.toContain('⟦');
  expect(content, 'a text lacks what it is about').not.toContain('{$');
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
