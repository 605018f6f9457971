// Somebody who applied is told to come, and a clerk at a mission proves who they are: the applicant on a phone and
// without scripts, the clerk at a desk, with every page looked at.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { lines, takesBiometrics } from '../../support/clerk.js';
import { follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { signInAs } from '../../support/people.js';
import { fillsInWork } from '../../support/worker.js';

const APPLICANT = 'Amina Rahimi';
const CLERK = 'Leena Heikkinen';

async function choose(page: Page, question: string | RegExp, option: string): Promise<void> {
  await page.getByRole('group', { name: question }).getByLabel(option, { exact: true }).check();
}

/** An application of an employed person, sent; its address. The pages themselves are another journey's. */
async function applied(page: Page, passport: string): Promise<string> {
  const of = { family: 'Rahimi', given: 'Amina', born: '17.2.1994', sex: 'F', country: 'AFG' } as const;
  const application = await fillsInWork(page, { ...of, passport, employer: 'Leipomo Oy', starts: '1.6.2030', pay: '1 700' });
  await page.goto(`${application}/send`);
  await page.getByLabel(/^I declare/).check();
  await press(page, 'Send the application');
  await expect(page).toHaveURL(/\/sent$/);
  return application;
}

test('a clerk proves who somebody is', async ({ page }) => {
  test.setTimeout(240_000);
  const number = `P${String(Date.now()).slice(-8)}`;
  // It says another spelling of the family name.
  const of = { family: 'Rahimy', given: 'Amina', country: 'AFG', sex: 'F' } as const;
  const passport = { ...of, number, born: '940217', ends: '410131' };
  await signInAs(page, APPLICANT);
  const application = await applied(page, number);

  await test.step('the applicant is told until when, and chooses where', async () => {
    await expect(async () => {
      await page.goto(`${application}/sent`);
      await expect(page.locator('main')).toContainText('Come and show who you are by', { timeout: 1_000 });
    }).toPass();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await follow(page, 'Where to come and what to bring');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await follow(page, 'Choose a place');
    await page.getByLabel('Mission or service point').selectOption('mission-ankara');
    await expectAccessible(page);
    await press(page, 'Choose');
    await expect(page.locator('main')).toContainText('Ankara');
  });

  await test.step('a time is booked there, another one instead, and given back', async () => {
    for (const book of ['Book a time', 'Book another time']) {
      await follow(page, book);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await follow(page, /^\d+:\d\d$/);
      await expectAccessible(page);
      await press(page, 'Book this time');
      await expect(page.locator('main')).toContainText('(local time)');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await follow(page, 'I cannot come then');
    await press(page, 'Give the time back');
    await expect(page.locator('main')).toContainText('No time is booked');
  });
  const visit = new URL(page.url()).pathname;

  await test.step('the clerk finds the case by the passport', async () => {
    await signInAs(page, CLERK);
    await page.goto('/identity');
    await expectAccessible(page);
    await page.getByLabel('Number of the passport').fill('P00000000');
    await press(page, 'Search');
    await expect(page.locator('main')).toContainText('No case that waits for identity was found');
    await expectAccessible(page);
    await page.getByLabel('Number of the passport').fill(number);
    await press(page, 'Search');
    await page.locator('main').getByRole('region', { name: 'Found' }).getByRole('link').click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });

  await test.step('the passport is read, and each difference answered', async () => {
    await follow(page, 'Read the passport');
    await page.getByLabel('Machine readable lines').fill('nothing');
    await press(page, 'Read');
    await expect(page).toHaveTitle(/^Error/);
    await expectAccessible(page);
    await page.getByLabel('Machine readable lines').fill(lines(passport));
    await press(page, 'Read');
    await follow(page, 'Say what each difference means');
    await expectAccessible(page);
    await choose(page, 'Family name', 'The same, spelled in another way');
    await press(page, 'Save');
    await follow(page, 'Tick off the originals');
    await page.locator('main input[type="checkbox"]').first().check();
    await expectAccessible(page);
    await press(page, 'Save');
    await expect(page.locator('main')).toContainText('1 of 3 seen');
  });

  await test.step('devices take what is needed', async () => {
    await takesBiometrics(page, expectAccessible);
    await expectAccessible(page);
  });

  await test.step('and it is confirmed', async () => {
    await follow(page, 'Confirm identity');
    await expectAccessible(page);
    await page.getByLabel(/^I compared the person/).check();
    await choose(page, /vulnerable position/, 'Nothing was noticed');
    await press(page, 'Confirm identity');
    await expect(page).toHaveURL(/\/identity$/);
    await page.getByLabel('Number of the passport').fill(number);
    await press(page, 'Search');
    await expect(page.locator('main')).toContainText('No case that waits for identity was found');
  });

  await test.step('which the applicant sees', async () => {
    await signInAs(page, APPLICANT);
    await page.goto(visit);
    await expect(page.locator('main')).toContainText('You showed who you are on');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
});
