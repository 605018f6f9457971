// Somebody applies for a permit, page by page: on a phone, without scripts, with every page looked at.
import type { Page } from '@playwright/test';
import { pdf } from '../../support/applying.js';
import { expectAccessible } from '../../support/axe.js';
import { follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { provesToBe } from '../../support/people.js';

/** One page: looked at, filled in, and on to the next. */
async function answer(page: Page, heading: string, fill: (page: Page) => Promise<void>): Promise<void> {
  await test.step(heading, async () => {
    await expect(page.locator('h1')).toHaveText(heading);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await fill(page);
    await press(page, 'Save and go on');
  });
}

async function choose(page: Page, question: string | RegExp, option: string): Promise<void> {
  await page.getByRole('group', { name: question }).getByLabel(option, { exact: true }).check();
}

// Who applies proves who they are with the provider, which is outside.
test.use({ goesOut: true });

test('an application from the first page to its number, and back', async ({ page }) => {
  test.setTimeout(240_000);
  await page.goto('/sign-in');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await provesToBe(page, 5);
  await page.goto('/');
  await expect(page.locator('h1')).toHaveText('Your applications');
  await follow(page, 'New application');
  await expectAccessible(page);
  await follow(page, 'Residence permit for an employed person');
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await press(page, 'Begin the application');
  const application = new URL(page.url()).pathname.replace(/\/passport-code$/, '');

  const number = `P${Date.now()}`.slice(0, 12);
  await answer(page, 'Fill in from your passport', async () => {});
  await test.step('what is left out is said at its field', async () => {
    await page.getByLabel('Family name').fill('Rahimi');
    await press(page, 'Save and go on');
    await expect(page).toHaveTitle(/^Error/);
    await expect(page.getByLabel('Family name')).toHaveValue('Rahimi');
    await expectAccessible(page);
    await page.locator('.ds-error-summary a').first().click();
    await expect(page.getByLabel('Date of birth')).toBeFocused();
  });
  await answer(page, 'Who you are', async () => {
    await page.getByLabel('Given names').fill('Amina');
    await page.getByLabel('Date of birth').fill('17.2.1994');
    await choose(page, 'Sex in the passport', 'Female (F)');
  });
  await answer(page, 'Nationality', async () => {
    await page.getByLabel(/^Of which country/).selectOption('AFG');
  });
  await answer(page, 'Passport', async () => {
    await page.getByLabel('Passport number').fill(number);
    await page.getByLabel('Country that issued the passport').selectOption('AFG');
    await page.getByLabel('The passport is valid until').fill('31.1.2041');
  });
  await answer(page, 'How to reach you', async () => {
    await page.getByLabel('Email address').fill('amina@example.com');
  });
  await answer(page, 'The work', async () => {
    await page.getByLabel('Name of the employer').fill('Leipomo Oy');
    await page.getByLabel('What do you do in the work?').fill('Bake bread.');
    await page.getByLabel(/^When does/).fill('1.6.2030');
  });
  await test.step('later is possible at any page', async () => {
    await page.getByLabel(/^Hours/).fill('40');
    await press(page, 'Save and go on later');
    await expect(page.locator('main')).toContainText('Not complete');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await follow(page, 'Go on');
  });
  await answer(page, 'Pay', async () => {
    await expect(page.getByLabel(/^Hours/)).toHaveValue('40');
    await page.getByLabel(/^Pay a month/).fill('1 500');
  });
  await answer(page, 'Circumstances of the application', async () => {
    await choose(page, /^Are you outside/, 'Yes');
    await choose(page, /^Do you apply for a D visa/, 'No');
    await choose(page, /^Does a member/, 'No');
  });
  await answer(page, 'Earlier matters', async () => {
    await choose(page, /^Have you ever applied/, 'No');
    await choose(page, /^Have you ever been ordered/, 'No');
    await choose(page, /^Have you ever been refused/, 'No');
  });

  await test.step('attachments', async () => {
    for (const what of ['Copy of the passport', 'Photograph', 'Contract of employment']) {
      await expect(page.locator('h1')).toHaveText('Attachments');
      await follow(page, new RegExp(`^Add a file ${what}`));
      await expectAccessible(page);
      await page.locator('main input[type="file"]').setInputFiles(pdf(what));
      await press(page, 'Attach');
      // The page comes back with it: only then is there a page to look at.
      await expect(page.locator('main')).toContainText(`${what}.pdf`);
    }
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await follow(page, 'Go on');
  });

  await test.step('the check warns with limit and section, and is put right', async () => {
    await expect(page.locator('h1')).toHaveText('Check your answers');
    await expect(page.locator('main')).toContainText('The pay is below the limit.');
    await expect(page.locator('main')).toContainText('1600');
    await expect(page.locator('main')).toContainText('Aliens Act s. 72');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await follow(page, 'Change: Pay');
    await page.getByLabel(/^Pay a month/).fill('1 700,50');
    await press(page, 'Save and go on');
    await expect(page.locator('h1')).toHaveText('Check your answers');
    await expect(page.locator('main')).not.toContainText('The pay is below the limit.');
    await follow(page, 'Go on to sending');
  });

  await test.step('sent, with a number', async () => {
    await expectAccessible(page);
    await page.getByLabel(/^I declare/).check();
    await press(page, 'Send the application');
    await expect(page).toHaveURL(/\/sent$/);
    // The page moves by itself, with scripts and without.
    await expect(page.locator('main')).toContainText(/HEL-\d{4}-\d{6}/);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });

  await test.step('the employer gets a code', async () => {
    await page.goto(`${application}/employer`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await follow(page, 'Make a code for the employer');
    await expectAccessible(page);
    await press(page, 'Make the code');
    await expect(page.locator('main')).toContainText(/[2-9A-Z]{4}(-[2-9A-Z]{4}){3}/);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.goto(`${application}/sent`);
  });

  await test.step('and withdrawn', async () => {
    await follow(page, 'Withdraw the application');
    await expectAccessible(page);
    await press(page, 'Withdraw the application');
    await expect(page.locator('h1')).toHaveText('Your applications');
    await expect(page.locator('main')).toContainText('Withdrawn');
    await expectAccessible(page);
  });
});
