// An employed person who applies: the pages themselves are another journey's.
import type { Page } from '@playwright/test';
import { answersOn, attaches, begins } from './applying.js';
import { press } from './hand.js';

export interface Worker {
  family: string;
  given: string;
  born: string;
  sex: 'F' | 'M';
  country: string;
  passport: string;
  employer: string;
  starts: string;
  pay: string;
}

/** Everything but the sending, and but the work itself where the employer tells it first; the address of the application. */
export async function fillsInWork(page: Page, worker: Worker, work: 'work' | 'no work' = 'work'): Promise<string> {
  const application = await begins(page, 'employed-person');
  const on = (group: string, answers: Record<string, string>): Promise<void> => answersOn(page, application, group, answers);
  const { family, given, born, sex, country, passport, employer, starts, pay } = worker;
  await on('names', { family_name: family, given_names: given, born, sex });
  await on('nationality', { nationality: country });
  await on('passport', { passport_number: passport, passport_issuer: country, passport_expires: '31.1.2041' });
  await on('contact', { email: 'worker@example.com' });
  if (work === 'work') {
    await on('job', { employer, tasks: 'Bakes bread.', work_starts: starts });
    await on('pay', { pay, hours: '38' });
  }
  await on('circumstances', { abroad: 'yes', d_visa: 'no', family: 'no' });
  await on('background', { protection: 'no', removal: 'no', refused: 'no' });
  await attaches(page, application, ['passport', 'photograph', 'contract']);
  return application;
}

/** The employer fills in the terms of employment and saves them. */
export async function givesTerms(page: Page, occupation: string): Promise<void> {
  await page.getByLabel(/^Occupation/).fill(occupation);
  await page.getByLabel(/^Gross pay a month/).fill('2150');
  await page.getByLabel(/^Hours a week/).fill('38');
  await page.getByLabel(/^Collective agreement/).fill('Construction');
  await page.getByLabel(/^Least pay a month/).fill('2080');
  await page.getByLabel(/^The work starts/).fill('1.6.2030');
  await press(page, 'Save and go on');
}
