// An official at their desk: what lies before them is read from the page, whichever case it is.
import type { Locator, Page } from '@playwright/test';
import { follow, press } from './hand.js';
import { expect } from './house.js';

/** Finds the case of a number, where the search leads straight to it. */
export async function opensCase(page: Page, number: string): Promise<void> {
  await page.goto(`/search?q=${number}`);
  await expect(page.locator('h1')).toContainText(number);
}

/** Waits until somebody's case is prepared for light processing; the address of the case. */
export async function isPrepared(page: Page, name: string): Promise<string> {
  await expect(async () => {
    await page.goto(`/search?q=${encodeURIComponent(name)}`);
    await page.locator('main a[href^="/cases/"]').first().click({ timeout: 1_000 });
    await expect(page.locator('main a[href^="/light/"]')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return new URL(page.url()).pathname;
}

/** What is not answered yet on a page of light processing. */
export function unanswered(page: Page): Locator {
  return page.locator('main section.uma-panel').filter({ hasText: 'Not answered' });
}

/** Answers every point of a page of light processing: what the applicant says is nobody's proof. */
export async function answersAll(page: Page, look: (page: Page) => Promise<void>): Promise<void> {
  for (let left = await unanswered(page).count(); left > 0; left -= 1) {
    await expect(unanswered(page)).toHaveCount(left);
    const point = unanswered(page).first();
    const own = point.getByRole('radio', { name: /^What the applicant says/ });
    const others = point.getByRole('radio').and(page.locator('input')).locator('visible=true');
    const employer = point.getByRole('radio', { name: /^Employer's part/ });
    const labour = point.locator('input[type="radio"][value="not_available"]');
    const fits = point.getByRole('radio', { name: 'It does not stand against granting' });
    if ((await labour.count()) > 0) {
      await labour.check();
    } else if ((await employer.count()) > 0) {
      await employer.check();
    } else if ((await fits.count()) > 0) {
      await fits.check();
    } else {
      const proposed = await own.getAttribute('value');
      await others.and(page.locator(`:not([value="${proposed}"])`)).first().check();
    }
    await point.getByLabel('How do you know?').fill('Compared with the contract.');
    await Promise.all([page.waitForEvent('load'), point.getByRole('button', { name: /^Save the answer/ }).click()]);
    await look(page);
  }
  await expect(unanswered(page)).toHaveCount(0);
}

/** Is what lies before an official an exercise? It looks like a case, but has no file. */
export async function isExercise(page: Page): Promise<boolean> {
  const { pathname } = new URL(page.url());
  if (!pathname.startsWith('/light/')) {
    return false;
  }
  const file = await page.request.get(`${pathname}/file`);
  return new URL(file.url()).pathname === pathname;
}

/** Goes through an exercise and finds what is wrong in it, as whoever looks does. */
export async function findsTheFault(page: Page, look: (page: Page) => Promise<void>): Promise<void> {
  const main = page.locator('main');
  const prepared = main.getByRole('region', { name: 'What is prepared' });
  const applicant = prepared.locator('dl > div').filter({ hasText: 'Applicant' }).locator('dd').first();
  const names = (await applicant.innerText()).split(/[\s,]+/);
  const letter = await main.getByRole('region', { name: 'The letter' }).innerText();
  const another = !names.every((name) => letter.includes(name));
  const forGood = /permanent/.test(await prepared.innerText());
  const day = (words: string, of: string) => Date.parse(new RegExp(`${of}\\W+(\\d+ \\w+ \\d{4})`).exec(words)?.[1] ?? '');
  const ends = day(await main.innerText(), '(?:Last day of the studies|The work ends)');
  const tooLong = day(await prepared.innerText(), 'Last day of the permit') > ends;
  await look(page);
  if (another || forGood || tooLong) {
    await follow(page, 'Not light: take it to full processing');
    await look(page);
    await page.getByLabel('Why is it not light?').fill(another ? 'The letter names somebody else.' : 'The permit is not what was applied for.');
    await press(page, 'Take to full processing');
  } else {
    await answersAll(page, look);
    // With the right answers it may be granted or not: both end the exercise.
    await press(page, /^(Confirm and sign|Take to full processing)$/);
  }
  await expect(page.locator('h1')).toHaveText('This was an exercise');
  await expect(main).toContainText(/You found the fault|Well seen/);
  await look(page);
}

/** Ticks everything that has to be checked before a decision goes on. */
export async function checksAll(page: Page): Promise<void> {
  for (const item of await page.locator('main input[type="checkbox"]').all()) {
    await item.check();
  }
}

/** Begins a refusal on the page of a case; with words, what has to be written is written. Its address. */
export async function draftsRefusal(page: Page, file: string, look: (page: Page) => Promise<void>, words?: string): Promise<string> {
  await page.goto(file);
  await follow(page, 'Begin a decision or letter');
  await look(page);
  await page.getByLabel('Residence permit refused').check();
  await press(page, 'Begin');
  await expect(page.locator('h1')).toContainText('Draft');
  await look(page);
  const draft = new URL(page.url()).pathname;
  const open = page.locator(`main a[href^="${draft}/write/"]`);
  const sections = await open.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(sections.length).toBeGreaterThan(1);
  for (const section of words === undefined ? [] : sections) {
    await page.goto(section);
    await look(page);
    await page.locator('main textarea').fill(words ?? '');
    await press(page, 'Save');
  }
  await page.goto(draft);
  return draft;
}
