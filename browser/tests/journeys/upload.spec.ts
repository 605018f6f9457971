// Many files over a bad line: none lost, none doubled, and the same without scripts.
import type { Page, Route } from '@playwright/test';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { expectAccessible } from '../../support/axe.js';
import { signInAs } from '../../support/people.js';

const OFFICER = 'Aino Virtanen';

const pdf = (name: string) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from(`%PDF-1.4\n${name}\n%%EOF\n`),
});

/** A case nobody else in the run adds to: opened for the applicant of the first one there is. */
async function freshCase(page: Page): Promise<string> {
  await signInAs(page, OFFICER);
  await page.goto('/cases');
  await page.locator('main table tbody a').first().click();
  await page.locator('main .uma-intro a').first().click();
  await page.locator('main').getByRole('link', { name: 'Open a case' }).first().click();
  await page.getByLabel('Subject').fill('Many files');
  await page.locator('main').getByRole('button', { name: 'Open the case' }).click();
  return new URL(page.url()).pathname;
}

const rows = (page: Page) => page.locator('.uma-file');

/** Names of the documents on the page of a case. */
async function documents(page: Page): Promise<string[]> {
  const names = await page.locator('main table td:first-child a').allInnerTexts();
  return names.map((name) => name.trim()).sort();
}

/** Is it a file that goes ahead of its form? */
function isAhead(route: Route): boolean {
  return route.request().method() === 'POST' && (route.request().headers()['accept'] ?? '') === 'application/json';
}

test('files go one by one over a line that breaks: none lost, none doubled', async ({ page, javaScriptEnabled, complaints }) => {
  test.skip(javaScriptEnabled === false, 'the other test is for browsers without scripts');
  const address = await freshCase(page);
  let tries = 0;
  let under = 0;
  let most = 0;
  await page.route('**/documents/new', async (route) => {
    if (!isAhead(route)) {
      return route.continue();
    }
    tries += 1;
    most = Math.max(most, ++under);
    // Twice nothing gets through; the third time the file arrives and only the answer is lost.
    if (tries <= 2) {
      await route.abort('connectionreset');
    } else if (tries === 3) {
      await route.fetch();
      await route.abort('connectionreset');
    } else {
      await route.continue();
    }
    under -= 1;
  });
  await page.goto(`${address}/documents/new`);
  const input = page.locator('main input[type=file]');
  await input.setInputFiles([pdf('a.pdf'), pdf('b.pdf'), pdf('c.pdf'), { name: 'notes.html', mimeType: 'text/html', buffer: Buffer.from('<p>') }]);
  await expect(rows(page)).toHaveCount(4);
  await expect(rows(page).nth(3), 'a wrong type is told at once and on its own').toContainText('not accepted');
  await expect(rows(page).nth(0)).toContainText('Trying again');
  await expectAccessible(page);
  for (const n of [0, 1, 2]) {
    await expect(rows(page).nth(n)).toContainText('Has arrived', { timeout: 30_000 });
  }
  expect(most, 'one at a time').toBe(1);
  await expect(page.locator('[role=status][id$=-said]')).toContainText('Has arrived');

  // By keyboard: the wrong file goes, and one that arrived; the focus stays in the list.
  await rows(page).nth(3).getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).nth(2).getByRole('button', { name: 'Remove' })).toBeFocused();
  await rows(page).nth(1).getByRole('button', { name: 'Remove' }).press('Enter');
  await expect(rows(page)).toHaveCount(2);
  await expectNoSidewaysScroll(page);
  await page.locator('main').getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  expect(await documents(page)).toEqual(['a.pdf', 'c.pdf']);
  // The broken connections of this test are meant.
  complaints.splice(0, complaints.length, ...complaints.filter((said) => !said.includes('ERR_CONNECTION_RESET')));
});

test('what never arrives is offered again, and the form waits for it', async ({ page, javaScriptEnabled, complaints }) => {
  test.skip(javaScriptEnabled === false, 'the other test is for browsers without scripts');
  const address = await freshCase(page);
  let down = true;
  await page.route('**/documents/new', (route) => (isAhead(route) && down ? route.fulfill({ status: 503, body: '' }) : route.continue()));
  await page.clock.install();
  await page.goto(`${address}/documents/new`);
  await page.locator('main input[type=file]').setInputFiles([pdf('late.pdf')]);
  // Answers come in real time, between the pauses of the page's own clock.
  await expect(async () => {
    await page.clock.runFor(16_000);
    await expect(rows(page)).toContainText('Did not arrive', { timeout: 500 });
  }).toPass();
  await page.locator('main').getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(rows(page).getByRole('button', { name: 'Try again' })).toBeFocused();
  expect(new URL(page.url()).pathname).toBe(`${address}/documents/new`);
  down = false;
  await page.keyboard.press('Enter');
  await expect(rows(page)).toContainText('Has arrived');
  await page.locator('main').getByRole('button', { name: 'Attach', exact: true }).click();
  await page.clock.runFor(1_000);
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  expect(await documents(page)).toEqual(['late.pdf']);
  complaints.splice(0, complaints.length, ...complaints.filter((said) => !said.includes('503')));
});

test('without scripts all files go in one post, and a bad one loses none of the others', async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled !== false, 'the other tests are for browsers with scripts');
  const address = await freshCase(page);
  await page.goto(`${address}/documents/new`);
  const program = { name: 'b.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\x90\x00 a program') };
  await page.locator('main input[type=file]').setInputFiles([pdf('a.pdf'), program, pdf('c.pdf')]);
  await page.locator('main').getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page.locator('.ds-error-summary')).toContainText('b.pdf: this type of file is not accepted');
  await expect(rows(page)).toHaveCount(2);
  await expectNoSidewaysScroll(page);
  await rows(page).nth(1).getByRole('checkbox').check();
  await page.locator('main').getByRole('button', { name: 'Attach', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  expect(await documents(page)).toEqual(['a.pdf']);
});
