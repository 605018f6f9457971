// What lies in a house where people have worked for a while: made by the pages themselves, in English, so that those can
// be looked at that nothing leads to before.
import type { Page } from '@playwright/test';
import { answers, press, submits } from './hand.js';
import { expect } from './house.js';
import { signInAs, signOut } from './people.js';
import type { Place } from './places.js';
import { pdf } from './applying.js';

const OFFICER = 'Aino Virtanen';
/** Sees protected people. */
const PROTECTS = 'Maria Niemi';
const LEAD = 'Sari Korhonen';
const DUTY = 'Ritva Salo';

/** All of it. */
export async function made(page: Page): Promise<Place[]> {
  const by = (name: string) => (page: Page) => signInAs(page, name);
  await signInAs(page, OFFICER);
  const [person, other] = [await registers(page, 'Kivi', 'Arvo'), await registers(page, 'Kivi', 'Toivo')];
  const persons = await knownPerson(page, person, other);
  const organisation = await contactPerson(page);
  const file = await workedOn(page, person, other);
  const filter = await savedFilter(page);
  const absent = await absence(page);
  const [hold, secret] = [await held(page, other), await notDisclosed(page)];
  return [
    { signsIn: by(OFFICER), from: [...persons, ...organisation, ...file, ...filter] },
    { signsIn: by(LEAD), from: absent },
    { signsIn: by(DUTY), from: hold },
    { signsIn: by(PROTECTS), from: secret },
    { signsIn: (page) => signsInAgain(page, file[0] ?? ''), from: ['/resume'] },
  ];
}

/** Does what a form of the house does. */
async function does(page: Page, path: string, said: Record<string, string>): Promise<string> {
  await page.goto(path);
  await answers(page, said);
  await submits(page, 'form[data-guard]');
  await expect(page.locator('.ds-error-summary'), path).toHaveCount(0);
  return new URL(page.url()).pathname;
}

async function registers(page: Page, family: string, given: string): Promise<string> {
  const born = { 'born-year': '1980', 'born-month': '1', 'born-day': '1' };
  return does(page, '/persons/new', { family, given, ...born, sex: 'M', nationality: 'UKR' });
}

/** Related, compared, represented, with another name. */
async function knownPerson(page: Page, person: string, other: string): Promise<string[]> {
  const id = other.replace('/persons/', '');
  await does(page, `${person}/relations/new?other=${id}`, { kind: 'sibling', source: 'Says so' });
  await does(page, `${person}/representatives/new?other=${id}`, { role: 'agent', basis: 'Power of attorney' });
  await does(page, `${person}/names/new`, { kind: 'alias', family: 'Sten', given: 'Arvid', reason: 'Known as' });
  const pages = ['history', 'represented', `compare?other=${id}`, `relations/new?other=${id}`];
  return [person, ...pages.map((part) => `${person}/${part}`)];
}

async function contactPerson(page: Page): Promise<string[]> {
  await page.goto('/organisations');
  const organisation = (await page.locator('main tbody a').first().getAttribute('href')) ?? '';
  await does(page, `${organisation}/contact-persons/new`, { name: 'Aada Laine' });
  return [organisation, `${organisation}/represented`];
}

/** A case with everything on it: linked, its time limit stopped, its file given without what is kept back. */
async function workedOn(page: Page, person: string, other: string): Promise<string[]> {
  const opens = (headline: string): Promise<string> => does(page, `/cases/new?person=${person.replace('/persons/', '')}`, { headline });
  const [second, file] = [await opens('Another card'), await opens('A lost card')];
  await page.goto(second);
  const number = await page.locator('h1 bdi').innerText();
  await does(page, `${file}/links/new`, { other: number, relation: 'same_matter' });
  await page.goto(`${file}/documents/new`);
  await page.locator('main input[type="file"]').setInputFiles(pdf('kept'));
  await submits(page, 'form[data-guard]');
  await page.goto(file);
  const at = async (part: RegExp): Promise<string> => {
    const all = await page.locator('main a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    return all.find((href) => part.test(href)) ?? `nothing like ${part} on ${page.url()}`;
  };
  const clock = await at(/\/clocks\/[^/]+\/stop$/);
  const [task, document] = [await at(/\/tasks\/[0-9a-f-]+\/hand-over$/), await at(/\/documents\/[0-9a-f-]+\/about$/)];
  await does(page, clock, { waits_for: 'customer', reason: 'Asked for a photograph' });
  await does(page, document.replace('about', 'redact'), { what: 'whole', named: 'unnamed', ground: 'child-interest', note: 'About a child' });
  await page.goto(`${file}/file`);
  await submits(page, 'form[action$="/file/give"]');
  const { pathname, search } = new URL(page.url());
  await page.getByLabel('What for').fill('Asked for it');
  await press(page, 'Make the file');
  const tasks = ['finish', 'release', 'take'].map((what) => task.replace('hand-over', what));
  const party = `${file}/parties/new?party=person:${other.replace('/persons/', '')}`;
  const own = ['links', 'tasks', 'file'].map((part) => `${file}/${part}`);
  const resume = clock.replace('/stop', '/resume');
  return [file, ...own, ...tasks, party, resume, document, document.replace('about', 'clear'), pathname + search];
}

async function savedFilter(page: Page): Promise<string[]> {
  const path = '/filters/new?query=status%3Dopen';
  await does(page, path, { name: 'All that is open' });
  return ['/filters', path];
}

/** Somebody will be away. */
async function absence(page: Page): Promise<string[]> {
  await signInAs(page, LEAD);
  await page.goto('/team');
  const form = (await page.locator('main a[href$="/absence"]').first().getAttribute('href')) ?? '';
  await does(page, form, { from: '1.7.2031', until: '2.7.2031' });
  return ['/team', `${form}/end`];
}

async function held(page: Page, person: string): Promise<string[]> {
  await signInAs(page, DUTY);
  await page.goto(person);
  const form = await page.locator('main a[href^="/holds/new"]').first().getAttribute('href');
  const { year, month, day } = inDays(20);
  await page.goto(form ?? '');
  await page.locator('main input[name="kinds"]').first().check();
  await answers(page, { owner: '', review_on: `${day}.${month}.${year}`, reason: 'Under threat' });
  await submits(page, 'form[data-guard]');
  await page.goto('/holds');
  const hold = (await page.locator('main a[href^="/holds/0"]').first().getAttribute('href')) ?? '';
  return [hold, ...['review', 'hand-over', 'lift'].map((part) => `${hold}/${part}`)];
}

function inDays(days: number): { year: number; month: number; day: number } {
  const then = new Date(Date.now() + days * 24 * 3600 * 1000);
  return { year: then.getFullYear(), month: then.getMonth() + 1, day: then.getDate() };
}

/** Somebody whose whereabouts are not disclosed. */
async function notDisclosed(page: Page): Promise<string[]> {
  await signInAs(page, PROTECTS);
  const person = await registers(page, 'Salava', 'Suoma');
  await does(page, `${person}/non-disclosure`, { until: '1.7.2031', reason: 'Decided by the agency' });
  return [person, `${person}/non-disclosure/end`];
}

/** The session ends while a note is being typed; after signing in again it is offered. */
async function signsInAgain(page: Page, file: string): Promise<void> {
  await signInAs(page, OFFICER);
  await page.goto(`${file}/notes/new`);
  await page.locator('main textarea').fill('Half a sentence');
  const beside = await page.context().newPage();
  await signOut(beside);
  await beside.close();
  await submits(page, 'form[data-guard]');
  await page.locator('.uma-persona').filter({ hasText: OFFICER }).first().click();
  await expect(page).toHaveURL(/\/resume$/);
}
