// Where a walk has to begin to come to pages that no menu leads to: what lies there is made ready once in a house,
// by the pages themselves, in English.
import type { Page } from '@playwright/test';
import { lines } from './clerk.js';
import { follow, press } from './hand.js';
import { expect } from './house.js';
import { checksAll, draftsRefusal, isExercise, isPrepared } from './official.js';
import { provesToActForACompany, signInAs, signOut } from './people.js';
import { givesTerms } from './worker.js';

/** Who begins where. */
export interface Place {
  signsIn: (page: Page) => Promise<void>;
  from: string[];
}

const OFFICER = 'Aino Virtanen';
const COLLEAGUE = 'Mikael Lindström';
const CLERK = 'Leena Heikkinen';
/** Who helps people at every stage, and who comes by himself, after the start of every demo. */
const HELPER = 'Thanh Nguyen';
const WORKER = 'Kwame Asante';
/** Whom the helper helps to work: the passport says another name. */
const HELPED = { family: 'Phan', given: 'Lan', number: 'X97051615', country: 'VNM', sex: 'F', born: '960409', ends: '410131' } as const;
const TASKS_MAX = 100;

/** Makes all of it ready. */
export async function places(page: Page): Promise<Place[]> {
  const by = (name: string) => (page: Page) => signInAs(page, name);
  const helper = await applications(page);
  const light = await preparedCase(page);
  const desk = await atTheClerk(page, helper.number);
  const decisions = await refusals(page, helper.number);
  const employers = await employer(page, helper.codes);
  return [
    { signsIn: by(HELPER), from: helper.from },
    { signsIn: by(OFFICER), from: light.officer },
    { signsIn: by(COLLEAGUE), from: light.colleague },
    { signsIn: by(CLERK), from: desk },
    { signsIn: by(OFFICER), from: [...decisions, helper.decided] },
    employers,
  ];
}

/** The helper's applications, once all are there; codes for employers; the case that waits for identity. */
async function applications(page: Page): Promise<{ from: string[]; codes: string[]; number: string; decided: string }> {
  await signInAs(page, HELPER);
  const of = (permit: string) => page.locator(`main a[href^="/apply/${permit}/"]`).first();
  await expect(async () => {
    await page.goto('/applications');
    for (const permit of ['specialist', 'student-exchange', 'employed-person', 'student-degree']) {
      await expect(of(permit)).toBeVisible({ timeout: 500 });
    }
    await expect(page.locator('main')).toContainText('The decision has been made', { timeout: 500 });
  }).toPass();
  const lineOf = (permit: string) => page.locator('main li').filter({ has: page.locator(`a[href^="/apply/${permit}/"]`) }).first();
  const numberOf = async (permit: string) => (await lineOf(permit).innerText()).match(/HEL-\d{4}-\d{6}/)?.[0] ?? '';
  const [number, given] = [await numberOf('employed-person'), await numberOf('student-degree')];
  const address = async (permit: string) => (await of(permit).getAttribute('href')) ?? '';
  const [begun, waits] = [await address('specialist'), await address('employed-person')];
  await page.goto(`${begun}/employer/invite`);
  await press(page, 'Make the code');
  const codes = [await codeOn(page)];
  await expect(async () => {
    await page.goto(`${waits}/employer`);
    codes[1] = await codeOn(page);
  }).toPass();
  await signInAs(page, OFFICER);
  await page.goto(`/search?q=${given}`);
  const decided = new URL(page.url()).pathname;
  return { from: ['/applications'], codes, number, decided };
}

async function codeOn(page: Page): Promise<string> {
  return (await page.locator('main strong').innerText({ timeout: 1_000 })).trim();
}

/** One exercise that is over, one that is not, and the prepared case itself, taken. */
async function preparedCase(page: Page): Promise<{ officer: string[]; colleague: string[] }> {
  await signInAs(page, 'Sari Korhonen');
  await page.goto('/lead/light/HEL/exercises');
  await page.getByLabel('One exercise in so many cases').fill('1');
  await press(page, 'Save');
  await signInAs(page, COLLEAGUE);
  const file = await isPrepared(page, WORKER);
  const over = await takesUntil(page, isExercise);
  await page.goto(`${over}/leave`);
  await page.getByLabel('Why is it not light?').fill('Something is wrong.');
  await press(page, 'Take to full processing');
  await signInAs(page, OFFICER);
  const open = await takesUntil(page, isExercise);
  const mine = file.replace('/cases/', '/light/');
  const light = await takesUntil(page, async () => new URL(page.url()).pathname === mine);
  return { officer: [light, open, file], colleague: [`${over}/told`] };
}

/** Takes tasks as the queue gives them until one leads to such a page; its address. */
async function takesUntil(page: Page, is: (page: Page) => Promise<boolean>): Promise<string> {
  for (let n = 0; n < TASKS_MAX; n += 1) {
    await page.goto('/work');
    await press(page, 'Take the next task');
    if (await is(page)) {
      return new URL(page.url()).pathname;
    }
  }
  throw new Error(`${TASKS_MAX} tasks were taken, and none led where it should`);
}

/** The clerk has read a passport that says something else than the form. */
async function atTheClerk(page: Page, number: string): Promise<string[]> {
  await signInAs(page, CLERK);
  await page.goto('/identity');
  await follow(page, number);
  const desk = new URL(page.url()).pathname;
  await follow(page, 'Read the passport');
  await page.getByLabel('Machine readable lines').fill(lines(HELPED));
  await press(page, 'Read');
  return [desk];
}

/** A refusal that is begun, and one that waits for a second person. */
async function refusals(page: Page, number: string): Promise<string[]> {
  await signInAs(page, COLLEAGUE);
  await page.goto(`/search?q=${number}`);
  const file = new URL(page.url()).pathname;
  const begun = await draftsRefusal(page, file, async () => {});
  const presented = await draftsRefusal(page, file, async () => {}, 'What stands against it.');
  await follow(page, 'Present for decision');
  await checksAll(page);
  await press(page, 'Present');
  return [begun, presented];
}

/** An employer who has given the terms in one part, and has not said yet for which company they act in another. */
async function employer(page: Page, codes: string[]): Promise<Place> {
  await signOut(page);
  const signsIn = async (page: Page): Promise<void> => {
    await page.goto('/sign-in');
    if ((await page.locator('form[action="/sign-out"]').count()) > 0) {
      await signOut(page);
    }
    await provesToActForACompany(page, '/sign-in');
  };
  const company = await provesToActForACompany(page, `/sign-in`);
  await page.goto(`/employer/${codes[1]}`);
  await page.getByLabel('Business ID of the company').fill(company);
  await press(page, 'Check and go on');
  await givesTerms(page, '7121');
  return { signsIn, from: [`/employer/${codes[0]}`, `/employer/${codes[1]}`, '/employer?code=wrong'] };
}
