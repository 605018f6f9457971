// A worker goes the light way: an exercise comes before the case and is told of, then the case itself with two
// things told in two ways, answered one by one and confirmed by one press.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { signInAs } from '../../support/people.js';

// More than lie in anybody's queue in a house of fifty cases.
const PRESSES_MAX = 60;

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

/** Takes one case after the other until there is something prepared. */
async function takesUntil(page: Page, address: RegExp): Promise<void> {
  for (let presses = 0; presses < PRESSES_MAX && !address.test(page.url()); presses += 1) {
    await page.goto('/work');
    await press(page, 'Take the next task');
  }
  await expect(page).toHaveURL(address);
}

/** The question of a point, and the answers to it. */
function point(page: Page, name: string | RegExp) {
  return page.getByRole('region', { name });
}

test('a worker is granted a permit by an official who answered what differs', async ({ page }) => {
  test.setTimeout(240_000);

  await test.step('the worker has applied, and a clerk has proven who he is', async () => {
    await signInAs(page, 'Aino');
    await expect(async () => {
      await page.goto('/work?show=queue');
      await expect(page.locator('main')).toContainText('Light processing', { timeout: 1_000 });
    }).toPass({ timeout: 60_000 });
  });

  await test.step('a lead wants an exercise before every case', async () => {
    await signInAs(page, 'Sari');
    await page.goto('/lead/light');
    await good(page);
    await page.goto('/lead/light/HEL/exercises');
    await good(page);
    await page.getByLabel('One exercise in so many cases').fill('1');
    await press(page, 'Save');
    await expect(page.locator('main')).toContainText('Before every case.');
  });

  await test.step('an official goes through it as through any case, and is told', async () => {
    await signInAs(page, 'Aino');
    await takesUntil(page, /\/light\/exercise\//);
    await expect(page.locator('h1')).toHaveText('Confirm a prepared decision');
    await good(page);
    const exercise = page.url();
    // What is proposed: whoever only follows that finds nothing.
    while ((await page.getByText('Not answered', { exact: true }).count()) > 0) {
      const open = page.locator('main section.uma-panel').filter({ hasText: 'Not answered' }).first();
      await open.locator('.ds-field').filter({ hasText: 'Proposed', has: page.locator('input[type="radio"]') }).last().locator('input').check();
      await Promise.all([page.waitForEvent('load'), open.getByRole('button').click()]);
    }
    await press(page, 'Confirm and sign');
    await expect(page).toHaveURL(`${exercise}/told`);
    await expect(page.locator('h1')).toHaveText('This was an exercise');
    await expect(page.locator('main')).toContainText('The fault was not found.');
    await good(page);
  });

  await test.step('then the case is next, and cannot be confirmed before both differences are answered', async () => {
    await takesUntil(page, /\/light\/[0-9a-f-]+$/);
    await expect(page.locator('main')).toContainText('Asante Kwame');
    await expect(page.locator('main')).toContainText('2 points are not answered.');
    await good(page);
    await press(page, /^Confirm when everything is answered/);
    await expect(page.locator('main [role="alert"]').first()).toContainText('Points not answered yet: 2. Answer them first.');
    await good(page);
  });

  await test.step('answered one by one, one press decides', async () => {
    await point(page, /^Gross pay/).getByLabel(/Employer/).check();
    await point(page, /^Gross pay/).getByLabel(/^How do you know/).fill('The contract says so.');
    await press(page, 'Save the answer Gross pay');
    await expect(page.locator('main')).toContainText('One point is not answered.');
    await point(page, /^An earlier refusal/).getByLabel(/The case itself/).check();
    await point(page, /^An earlier refusal/).getByLabel(/^How do you know/).fill('It was another country.');
    await press(page, 'Save the answer An earlier refusal');
    await expect(page.locator('main')).toContainText('Everything is answered and the rules grant.');
    await good(page);
    await press(page, 'Confirm and sign');
  });

  await test.step('and the decision is there, as a PDF and with its reasons', async () => {
    const ofCase = page.url();
    await expect(async () => {
      await page.goto(ofCase);
      await expect(page.locator('main')).toContainText('Archived', { timeout: 1_000 });
    }).toPass();
    await good(page);
    await follow(page, 'Why');
    await good(page);
    await page.goto(ofCase);
    await follow(page, /^Residence permit granted/);
    await expect(page.locator('main')).toContainText('Kwame Asante');
    await good(page);
    const letter = await page.locator('main a[href$=".pdf"], main .uma-file-name').first().getAttribute('href');
    const answer = await page.request.get(letter ?? '');
    expect(answer.headers()['content-type']).toBe('application/pdf');
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
