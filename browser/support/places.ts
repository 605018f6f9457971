// Where a walk has to begin to come to pages that no menu leads to: what lies there is made ready once in a house,
// by the pages themselves, in English.
import type { Page } from '@playwright/test';
import { answersOn, begins } from './applying.js';
import { lines, takesBiometrics } from './clerk.js';
import { follow, press, submits } from './hand.js';
import { expect } from './house.js';
import { checksAll, draftsRefusal, isExercise, isPrepared } from './official.js';
import { provesToActForACompany, signInAs, signOut } from './people.js';
import { made } from './made.js';
import { forms } from './routes.js';
import { becomesCase } from './student.js';
import { fillsInWork, givesTerms } from './worker.js';

/** Who begins where. */
export interface Place {
  signsIn: (page: Page) => Promise<void>;
  from: string[];
}

const OFFICER = 'Aino Virtanen';
const COLLEAGUE = 'Mikael Lindström';
const CLERK = 'Leena Heikkinen';
const LEAD = 'Sari Korhonen';
/** Who stops rules, and who lets them decide again. */
const STOPS = 'Henrik Åkerman';
const RESUMES = 'Tiina Laakso';
/** Rules that no other test needs. */
const RULES = '/automation/rules/automatic-researcher-extended';
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
  const drafts = await ofEachType(page);
  const visit = await bookedTime(page, helper.waits);
  const light = await preparedCase(page);
  const desk = await atTheClerk(page, helper.number);
  const [bulk, trial] = [await assignedTogether(page), await trialOfLetters(page)];
  await stopsRules(page);
  const prove = await readyToBeProven(page);
  const given = await givenByItself(page, helper.decided);
  const decisions = [...(await refusals(page, helper.number)), ...(await grantBegun(page, helper.number)), ...given.officer];
  const employers = await employer(page, helper.codes);
  return [
    ...(await made(page)),
    { signsIn: by(HELPER), from: [...helper.from, ...drafts, ...visit] },
    { signsIn: by(OFFICER), from: [...light.officer, `${light.officer[0]}/source/pay_monthly`, '/search?q=a'] },
    { signsIn: by(COLLEAGUE), from: light.colleague },
    { signsIn: by(CLERK), from: [desk, prove] },
    { signsIn: by(OFFICER), from: [...decisions, helper.decided, ...trial, `${desk.replace('/identity', '')}/identity/settle`] },
    { signsIn: by(LEAD), from: [...bulk, '/tasks', '/lead/untaken'] },
    { signsIn: by(RESUMES), from: [`${RULES}/resume`, ...given.reviewer] },
    // What is not there, and what is not theirs.
    { signsIn: by(OFFICER), from: ['/nowhere', '/audit'] },
    employers,
  ];
}

/** The helper's applications, once all are there; codes for employers; the case that waits for identity. */
async function applications(page: Page): Promise<{ from: string[]; codes: string[]; number: string; decided: string; waits: string }> {
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
  const [begun, waits, granted] = [await address('specialist'), await address('employed-person'), await address('student-degree')];
  await page.goto(`${begun}/employer/invite`);
  await press(page, 'Make the code');
  const codes = [await codeOn(page)];
  await expect(async () => {
    await page.goto(`${waits}/employer`);
    codes[1] = await codeOn(page);
  }).toPass();
  const attached = [begun, `${begun}/attachments`, `${await firstFile(page, begun)}/remove`];
  await signInAs(page, OFFICER);
  await page.goto(`/search?q=${given}`);
  const decided = new URL(page.url()).pathname;
  const sent = [`${waits}/receipt`, `${granted}/received`];
  return { from: ['/applications', ...attached, ...sent], codes, number, decided, waits };
}

/** An application of each type, begun: every page of its form. */
async function ofEachType(page: Page): Promise<string[]> {
  await signInAs(page, HELPER);
  const all: string[] = [];
  for (const [permit, groups] of forms()) {
    const application = await begins(page, permit);
    if (groups.includes('insurance-terms')) {
      await answersOn(page, application, 'insurance', { insurance: 'private' });
    }
    const school = groups.includes('tuition') ? [`${application}/school`] : [];
    all.push(application, ...groups.map((group) => `${application}/${group}`), ...school);
  }
  return all;
}

/** Whoever waits to show who they are has booked a time for it. */
async function bookedTime(page: Page, application: string): Promise<string[]> {
  await page.goto(`${application}/sent`);
  await follow(page, 'Where to come and what to bring');
  const visit = new URL(page.url()).pathname;
  await page.goto(`${visit}/times`);
  await page.locator('.uma-times a').first().click();
  await press(page, 'Book this time');
  return [visit, `${visit}/release`];
}

/** The lead gave several cases to somebody in one go. */
async function assignedTogether(page: Page): Promise<string[]> {
  await signInAs(page, LEAD);
  await page.goto('/cases');
  for (const n of [0, 1, 2, 3, 4]) {
    await page.locator('main input[name="case"]').nth(n).check();
  }
  await submits(page, 'form[action="/cases/assign"]');
  await page.locator('main input[name="to"]').first().check();
  await submits(page, 'form[method="get"]');
  const { pathname, search } = new URL(page.url());
  await submits(page, 'form[action="/bulk"]');
  const id = idIn(page);
  return [pathname + search, `/bulk/${id}`, `/bulk/${id}/undo`, `/bulk/${id}/cancel`, `/progress/${id}?to=/bulk/${id}`];
}

/** What a change of letters would change was tried. */
async function trialOfLetters(page: Page): Promise<string[]> {
  await signInAs(page, OFFICER);
  await page.goto('/decisions/letters/try');
  await submits(page, 'form[method="post"]');
  const trial = `/decisions/letters/trials/${idIn(page)}`;
  return [trial, `${trial}/stop`, `${trial}/resume`];
}

function idIn(page: Page): string {
  const id = page.url().match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/)?.[0];
  expect(id, page.url()).toBeDefined();
  return id ?? '';
}

async function stopsRules(page: Page): Promise<void> {
  await signInAs(page, STOPS);
  await page.goto(`${RULES}/stop`);
  await page.getByLabel('Why').fill('A sum is wrong.');
  await press(page, 'Stop now');
}

/** A file of an application that is not sent. */
async function firstFile(page: Page, application: string): Promise<string> {
  await page.goto(`${application}/attachments`);
  return (await page.locator('main .uma-file-name').first().getAttribute('href')) ?? '';
}

async function codeOn(page: Page): Promise<string> {
  return (await page.locator('main strong').innerText({ timeout: 1_000 })).trim();
}

/** One exercise that is over, one that is not, and the prepared case itself, taken. */
async function preparedCase(page: Page): Promise<{ officer: string[]; colleague: string[] }> {
  await signInAs(page, LEAD);
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

/** The clerk has read a passport that says something else than the form, and doubts it. */
async function atTheClerk(page: Page, number: string): Promise<string> {
  await signInAs(page, CLERK);
  await page.goto('/identity');
  await follow(page, number);
  const desk = new URL(page.url()).pathname;
  await follow(page, 'Read the passport');
  await page.getByLabel('Machine readable lines').fill(lines(HELPED));
  await press(page, 'Read');
  await page.goto(`${desk}/doubt`);
  await page.locator('main textarea').fill('The photograph was glued in.');
  await submits(page, 'form[method="post"]');
  return desk;
}

/** Somebody else of whom the clerk has everything that is needed; whoever applied for work is a stranger to the registers. */
async function readyToBeProven(page: Page): Promise<string> {
  const [number, name] = [`V${String(Date.now()).slice(-8)}`, { family: 'Le', given: 'Anh', sex: 'F', country: 'VNM' } as const];
  await signInAs(page, HELPER);
  const application = await fillsInWork(page, {
    ...name,
    born: '9.4.1996',
    passport: number,
    employer: 'Leipomo Oy',
    starts: '1.6.2030',
    pay: '1 900',
  });
  await page.goto(`${application}/send`);
  await page.getByLabel(/^I declare/).check();
  await press(page, 'Send the application');
  await becomesCase(page, application);
  await signInAs(page, CLERK);
  await expect(async () => {
    await page.goto('/identity');
    await page.getByLabel('Number of the passport').fill(number);
    await press(page, 'Search');
    await page.locator('main').getByRole('region', { name: 'Found' }).getByRole('link').first().click({ timeout: 1_000 });
  }).toPass();
  const desk = new URL(page.url()).pathname;
  await follow(page, 'Read the passport');
  await page.getByLabel('Machine readable lines').fill(lines({ ...name, number, born: '960409', ends: '410131' }));
  await press(page, 'Read');
  await page.goto(`${desk}/originals`);
  await submits(page, 'form[data-guard]');
  await page.goto(desk);
  await takesBiometrics(page, async () => {});
  return `${desk}/prove`;
}

/** The decision that was given by itself, and why: what officials may still do with them. */
async function givenByItself(page: Page, file: string): Promise<{ officer: string[]; reviewer: string[] }> {
  await signInAs(page, OFFICER);
  await page.goto(file);
  const link = async (to: string): Promise<string> => (await page.locator(`main a[href^="${to}"]`).first().getAttribute('href')) ?? '';
  const [decision, ruling] = [await link('/decisions/'), await link('/automation/rulings/')];
  await page.goto(`${decision}/correct`);
  await submits(page, 'form[data-guard]');
  const correction = new URL(page.url()).pathname;
  const served = ['redirect', 'sent', 'undelivered', 'recall'].map((part) => `${decision}/${part}`);
  return { officer: [correction, ...served], reviewer: [`${ruling}/review`] };
}

/** A grant that is begun: on which terms. */
async function grantBegun(page: Page, number: string): Promise<string[]> {
  await signInAs(page, COLLEAGUE);
  await page.goto(`/search?q=${number}`);
  await follow(page, 'Begin a decision or letter');
  await page.getByLabel('Residence permit granted', { exact: true }).check();
  await press(page, 'Begin');
  const draft = new URL(page.url()).pathname;
  await follow(page, 'Ask for a second look');
  await page.getByLabel('What are you in doubt about?').fill('Is this a family?');
  await press(page, 'Ask');
  return [draft, `${draft}/terms`, `${draft}/second-look/answer`];
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
  return { signsIn, from: [`/employer/${codes[0]}`, `/employer/${codes[1]}`, '/employer', '/employer?code=wrong', '/receipts'] };
}
