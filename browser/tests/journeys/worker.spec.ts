// A worker applies with a code for the employer; the employer signs in for a company of the trade register and gives
// the terms; the worker finds the work filled in, confirms it, checks, sends, and reads how it stands.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { provesToActForACompany, provesToBe, signOut } from '../../support/people.js';
import { becomesCase } from '../../support/student.js';
import { fillsInWork, givesTerms } from '../../support/worker.js';

test.use({ goesOut: true });

// Whom of the people of the provider the worker is: nobody whom another journey is.
const WORKER = 9;

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('a worker applies, and the employer gives the terms', async ({ page }) => {
  test.setTimeout(240_000);
  await provesToBe(page, WORKER);
  const worker = {
    family: 'Menon',
    given: 'Ritu',
    born: '3.6.1990',
    sex: 'F',
    country: 'IND',
    passport: `P${Date.now()}`.slice(0, 12),
    employer: 'Katto Oy',
    starts: '1.6.2030',
    pay: '2150',
  } as const;
  const application = await fillsInWork(page, worker, 'no work');

  const code = await test.step('the worker makes a code to hand on', async () => {
    await page.goto(application);
    await good(page);
    await follow(page, "The employer's part");
    await good(page);
    await follow(page, 'Make a code for the employer');
    await good(page);
    await press(page, 'Make the code');
    await expect(page.locator('main')).toContainText('Your employer has not begun yet');
    await good(page);
    return (await page.locator('main strong').innerText()).trim();
  });
  await signOut(page);

  await test.step('the employer comes by it, and acts for a company', async () => {
    await page.goto('/employer');
    await page.getByLabel('Code for the employer').fill(code);
    await press(page, 'Go on');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    const { pathname, search } = new URL(page.url());
    const company = await provesToActForACompany(page, pathname + search);
    await expect(page.locator('h1')).toHaveText("The employer's part");
    await good(page);
    await page.getByLabel('Business ID of the company').fill(company);
    await press(page, 'Check and go on');
    await expect(page.locator('h1')).toHaveText('Terms of employment');
    await good(page);
  });

  await test.step('gives the terms; what does not fit is said at its field', async () => {
    await givesTerms(page, 'Roofer');
    await expect(page).toHaveTitle(/^Error/);
    await expect(page.locator('[aria-invalid="true"]')).toHaveCount(1);
    await expect(page.getByLabel(/^Gross pay a month/)).toHaveValue('2150');
    await good(page);
    await page.getByLabel(/^Occupation/).fill('7121');
    await press(page, 'Save and go on');
    await expect(page.locator('h1')).toHaveText('Confirm the terms');
    await expect(page.locator('main')).toContainText('Construction');
    await expect(page.locator('main')).toContainText('Whoever applies sees these terms.');
    await good(page);
  });

  await test.step('and confirms them', async () => {
    await page.getByLabel(/^I declare/).check();
    await press(page, 'Confirm');
    await expect(page.locator('main')).toContainText('You need do nothing more');
    await expect(page.locator('main'), 'what the worker said is not shown').not.toContainText('Ritu');
    await good(page);
    await signOut(page);
  });

  await test.step('the worker reads them, and confirms what is filled in', async () => {
    await provesToBe(page, WORKER);
    await page.goto(`${application}/employer`);
    await expect(page.locator('main')).toContainText('Your employer has given the terms of employment');
    await expect(page.locator('main')).toContainText('Construction');
    await good(page);
    await page.goto(`${application}/job`);
    await expect(page.locator('main')).toContainText('From your employer. Please check.');
    await expect(page.getByLabel('Name of the employer')).not.toHaveValue('');
    await expect(page.getByLabel(/^When does/)).toHaveValue('1.6.2030');
    await good(page);
    await page.getByLabel('What do you do in the work?').fill('Builds roofs.');
    await press(page, 'Save and go on');
    await expect(page.getByLabel(/^Pay a month/)).toHaveValue('2150');
    await good(page);
    await press(page, 'Save and go on');
  });

  await test.step('checks, and sends', async () => {
    await page.goto(`${application}/check`);
    await expect(page.locator('main')).toContainText('Ritu');
    await good(page);
    await follow(page, 'Go on to sending');
    await good(page);
    await page.getByLabel(/^I declare/).check();
    await press(page, 'Send the application');
    await expect(page).toHaveURL(/\/sent$/);
  });

  await test.step('and reads how it stands', async () => {
    const number = await becomesCase(page, application);
    await expect(page.locator('main')).toContainText('What happens next');
    await good(page);
    await page.goto('/applications');
    await expect(page.locator('main')).toContainText(number);
    await good(page);
  });
});
