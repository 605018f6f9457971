// A degree student who applies: the pages themselves are another journey's.
import type { Page } from '@playwright/test';
import { answersOn, attaches, begins } from './applying.js';
import { follow, press } from './hand.js';
import { expect } from './house.js';

export interface Student {
  family: string;
  given: string;
  born: string;
  sex: 'F' | 'M';
  country: string;
  passport: string;
  school: string;
  starts: string;
  months: string;
  means: string;
  tuition: 'paid' | 'scholarship';
}

/** Everything but the sending; the address of the application. */
export async function fillsIn(page: Page, student: Student): Promise<string> {
  const application = await begins(page, 'student-degree');
  const on = (group: string, answers: Record<string, string>): Promise<void> => answersOn(page, application, group, answers);
  const { family, given, born, sex, country, passport, school, starts, months, means, tuition } = student;
  await on('names', { family_name: family, given_names: given, born, sex });
  await on('nationality', { nationality: country });
  await on('passport', { passport_number: passport, passport_issuer: country, passport_expires: '31.1.2041' });
  await on('contact', { email: 'student@example.com' });
  await on('degree-studies', { degree: 'university_degree', school, admitted: 'yes' });
  await on('degree-begin', { studies_start: starts, months, begun: 'no' });
  await on('means', { means });
  await on('tuition', { tuition });
  await on('insurance', { insurance: 'public_card' });
  await on('circumstances', { abroad: 'yes', d_visa: 'no', family: 'no' });
  await on('background', { protection: 'no', removal: 'no', refused: 'no' });
  await attaches(page, application, ['passport', 'photograph', 'means', 'insurance']);
  return application;
}

/**
 * Sends it, and presses a button at the bank. Another window goes out, as with signing in; this one is left on the
 * page of the fee.
 */
export async function sends(page: Page, application: string, button: 'Pay' | 'Cancel'): Promise<void> {
  await page.goto(`${application}/send`);
  await page.getByLabel(/^I declare/).check();
  await press(page, 'Send the application');
  await expect(page).toHaveURL(/\/fee$/);
  const bank = await page.context().newPage();
  await bank.goto(`${application}/fee`);
  await bank.locator('main').getByRole('link', { name: 'Go on to paying' }).click();
  await bank.getByRole('button', { name: button, exact: true }).click();
  await expect(bank).toHaveURL(button === 'Pay' ? /\/sent$/ : /\/fee\?/);
  await bank.close();
}

/** Opens the decision for the first time: until then its page says only that there is one. */
export async function opensDecision(page: Page): Promise<void> {
  await expect(page.locator('main')).toContainText(/when you open/i);
  await expect(page.locator('main details')).toHaveCount(0);
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: /^Read it here/ }).first().click()]);
  await follow(page, 'Back to the decision');
}

/** The number of the case, once there is one. */
export async function becomesCase(page: Page, application: string): Promise<string> {
  const number = /HEL-\d{4}-\d{6}/;
  await page.goto(`${application}/sent`);
  // The page moves by itself, with scripts and without.
  await expect(page.locator('main')).toContainText(number);
  return (await page.locator('main').innerText()).match(number)?.[0] ?? '';
}
