// At the officials' desk: a prepared case is confirmed after each difference is answered, with an exercise met on the
// way; rules are stopped, and what they would have granted is refused by two persons.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { proves } from '../../support/clerk.js';
import { follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { answersAll, checksAll, draftsRefusal, findsTheFault, isExercise, isPrepared, opensCase, unanswered } from '../../support/official.js';
import { signInAs } from '../../support/people.js';
import { becomesCase, fillsIn, opensDecision, sends } from '../../support/student.js';
import { type Reason, saysWhy } from '../../support/why.js';

test.use({ goesOut: true });

const OFFICER = 'Aino Virtanen';
const COLLEAGUE = 'Mikael Lindström';
const LEAD = 'Sari Korhonen';
/** Who comes by himself after the start of every demo. */
const WORKER = 'Kwame Asante';
/** Tasks that may lie before his in the queue. */
const TASKS_MAX = 60;

/** On what his permit rests: what the employer told, which the official took for right, and what the official found out. */
const WHY: Reason[] = [
  { stands: 'Met', found: 'The pay reaches the limit.', fact: 'Gross pay: 2150', from: "Employer's part", cite: 'Aliens Act s. 72(1)' },
  { stands: 'Met', found: 'Labour is not available,', fact: 'Availability of labour: not available', from: 'Official', cite: 'Aliens Act s. 72(2)' },
];

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

/** Takes tasks as the queue gives them until the worker's case lies there; how many exercises came before. */
async function takesUntil(page: Page, light: string): Promise<number> {
  let exercises = 0;
  for (let n = 0; n < TASKS_MAX; n += 1) {
    await page.goto('/work');
    await press(page, 'Take the next task');
    const { pathname } = new URL(page.url());
    if (pathname === light) {
      return exercises;
    }
    if (await isExercise(page)) {
      await findsTheFault(page, good);
      exercises += 1;
    }
  }
  throw new Error(`${TASKS_MAX} tasks were taken, and ${light} was none of them`);
}

test('a prepared case is confirmed when every difference is answered', async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'officials have scripts; that pages work without is seen with applicants');
  test.setTimeout(240_000);

  await test.step('the lead has an exercise come before every case', async () => {
    await signInAs(page, LEAD);
    await page.goto('/lead/light');
    await good(page);
    await follow(page, 'Change HEL');
    await good(page);
    await page.getByLabel('One exercise in so many cases').fill('1');
    await press(page, 'Save');
    await expect(page.locator('main')).toContainText('Before every case.');
  });

  await signInAs(page, OFFICER);
  const file = await isPrepared(page, WORKER);
  await good(page);
  const light = file.replace('/cases/', '/light/');

  await test.step('an exercise is met on the way, and its fault found', async () => {
    expect(await takesUntil(page, light)).toBeGreaterThan(0);
    await expect(page.locator('main')).toContainText(WORKER);
    await good(page);
  });

  await test.step('before every difference is answered nothing is confirmed', async () => {
    const open = await unanswered(page).count();
    expect(open, 'pay, an earlier refusal, and labour').toBeGreaterThan(2);
    await press(page, `Confirm when everything is answered (${open})`);
    await expect(page.locator('main')).toContainText(`Points not answered yet: ${open}`);
    await good(page);
    await page.goto(light);
    await answersAll(page, good);
  });

  await test.step('then it is confirmed, and the decision given', async () => {
    await expect(page.locator('main')).toContainText('You can confirm.');
    await press(page, 'Confirm and sign');
    await expect(page).toHaveURL(new RegExp(`${file}$`));
    await expect(async () => {
      await page.reload();
      await expect(page.locator('h1')).toContainText('Closed', { timeout: 1_000 });
    }).toPass();
    await good(page);
    await follow(page, 'Residence permit granted');
    await expect(page.locator('main')).toContainText('The seal holds');
    await good(page);
    await page.goto(file);
    await follow(page, 'Why');
    await good(page);
    await expect(page.locator('main')).toContainText('Cases of this kind are always decided by an official.');
    await saysWhy(page, WHY);
  });

  await test.step('and the lead sees the share of the unit, without names', async () => {
    await signInAs(page, LEAD);
    await page.goto('/lead/light');
    const row = page.getByRole('row').filter({ hasText: 'HEL' }).first();
    await expect(row.getByRole('cell').first()).toHaveText('1');
    await expect(page.locator('main')).not.toContainText(OFFICER);
    await good(page);
  });
});

// Somebody whom the registers know as a student who meets everything; every house has its own.
const STUDENT = { family: 'Perera', given: 'Nimal', sex: 'M', country: 'LKA' } as const;
const PASSPORT = 'N7654321';

test('what stopped rules leave to people is refused by two of them', async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled === false, 'officials have scripts; that pages work without is seen with applicants');
  test.setTimeout(300_000);

  await test.step('whoever answers for the rules stops them', async () => {
    await signInAs(page, 'Henrik');
    await page.goto('/automation');
    await good(page);
    await page.locator('main a[href="/automation/rules/automatic-student-first"]').click();
    await good(page);
    await follow(page, 'Stop the rules');
    await good(page);
    await page.getByLabel('Why').fill('A sum is wrong.');
    await press(page, 'Stop now');
    await expect(page.locator('main')).toContainText('Stopped by Henrik');
    await good(page);
  });

  const starts = `1.9.${new Date().getFullYear() + 1}`;
  const studies = { school: 'Niityn ammattikorkeakoulu', starts, months: '42', means: '850', tuition: 'paid' } as const;
  await signInAs(page, 'Amina Rahimi');
  const application = await fillsIn(page, { ...STUDENT, ...studies, born: '2.11.1999', passport: PASSPORT });
  await sends(page, application, 'Pay');
  const number = await becomesCase(page, application);
  await signInAs(page, 'Leena Heikkinen');
  await proves(page, { ...STUDENT, number: PASSPORT, born: '991102', ends: '410131' }, number);

  await test.step('the very next case goes to a person, and says why', async () => {
    await signInAs(page, OFFICER);
    await expect(async () => {
      await opensCase(page, number);
      await expect(page.locator('main')).toContainText('The rules are stopped', { timeout: 1_000 });
    }).toPass();
    await good(page);
  });
  const file = new URL(page.url()).pathname;

  await test.step('who stopped the rules does not let them decide again, another does', async () => {
    await signInAs(page, 'Henrik');
    await page.goto('/automation/rules/automatic-student-first/resume');
    await page.getByLabel('Why').fill('Mended.');
    await press(page, 'Let them decide');
    await expect(page.locator('main')).toContainText('You stopped the rules yourself');
    await signInAs(page, 'Tiina Laakso');
    await page.goto('/automation/rules/automatic-student-first/resume');
    await good(page);
    await page.getByLabel('Why').fill('Mended.');
    await press(page, 'Let them decide');
    await expect(page.locator('main')).not.toContainText('Stopped by');
  });

  const decision = await test.step('a refusal is written and presented', async () => {
    await signInAs(page, OFFICER);
    const written = await draftsRefusal(page, file, good, 'The applicant was heard.\n\nNothing was added.');
    await follow(page, 'Present for decision');
    await good(page);
    await checksAll(page);
    await press(page, 'Present');
    await expect(page.locator('h1')).toContainText('Presented');
    await expect(page.locator('main').getByRole('link', { name: 'Sign', exact: true })).toHaveCount(0);
    await good(page);
    return written;
  });

  await test.step('who presented it does not sign it, a colleague does', async () => {
    await page.goto(`${decision}/sign`);
    await checksAll(page);
    await press(page, 'Sign');
    await expect(page.locator('main')).toContainText('You presented the decision yourself');
    await signInAs(page, COLLEAGUE);
    await page.goto('/decisions?view=presented');
    await good(page);
    await page.goto(decision);
    await follow(page, 'Sign');
    await good(page);
    await checksAll(page);
    await press(page, 'Sign');
    await expect(async () => {
      await page.goto(decision);
      await expect(page.locator('h1')).toContainText('Given', { timeout: 1_000 });
    }).toPass();
    await good(page);
  });

  await test.step('and the applicant reads it', async () => {
    await signInAs(page, 'Amina Rahimi');
    await page.goto(`${application}/decision`);
    await opensDecision(page);
    await expect(page.locator('main')).toContainText('An official decided');
    await good(page);
  });
});
