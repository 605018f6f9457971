// A student of whom registers know all that the law asks is granted a permit at the moment a clerk proves who
// they are: from the form to the letter, with every page on the way looked at.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { proves } from '../../support/clerk.js';
import { follow } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { signInAs } from '../../support/people.js';
import { becomesCase, fillsIn, opensDecision, sends } from '../../support/student.js';
import { namesTheDecisionToAutomate, type Reason, saysWhy } from '../../support/why.js';

test.use({ goesOut: true });

// Somebody whom the registers know as a student who meets everything; every house has its own.
const PASSPORT = 'G0123456';
const STUDENT = { family: 'Mensah', given: 'Adwoa', sex: 'F', country: 'GHA' } as const;

/** On what the grant rests: what a register, the clerk and the payment told, each by its own law. */
const WHY: Reason[] = [
  { stands: 'Met', found: 'The means are enough.', fact: 'Means a month: 900', from: 'Study register', cite: '719/2018 s. 7(3)' },
  { stands: 'Met', found: 'Identity has been proven in person: yes.', fact: 'Identity has been proven in person: yes', from: 'Proof of identity', cite: 'Aliens Act s. 35' },
  { stands: 'Met', found: 'The fee has been paid: yes.', fact: 'The fee has been paid: yes', from: 'Payment', cite: 'Migri automated decisions, first student permit' },
];

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('a student is granted a permit when identity is proven', async ({ page }) => {
  test.setTimeout(240_000);
  // The term after the next one begins in the autumn of next year.
  const starts = `1.9.${new Date().getFullYear() + 1}`;

  await signInAs(page, 'Amina Rahimi');
  const studies = { school: 'Kaarnan yliopisto', starts, months: '24', means: '900', tuition: 'scholarship' } as const;
  const application = await fillsIn(page, { ...STUDENT, ...studies, born: '14.5.2001', passport: PASSPORT });
  await sends(page, application, 'Pay');
  const number = await becomesCase(page, application);

  await test.step('a clerk proves who the student is', async () => {
    await signInAs(page, 'Leena Heikkinen');
    await proves(page, { ...STUDENT, number: PASSPORT, born: '010514', ends: '410131' }, number);
  });

  await test.step('and the student reads the decision, and why', async () => {
    await signInAs(page, 'Amina Rahimi');
    await expect(async () => {
      await page.goto(`${application}/sent`);
      await expect(page.getByRole('link', { name: 'Your decision' })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await good(page);
    await follow(page, 'Your decision');
    await opensDecision(page);
    await page.locator('main details > summary').first().click();
    const met = page.locator('main details').first();
    await expect(met).toContainText('The means are enough.');
    await expect(met).toContainText(/Means a month: 900[^]*Study register, \d/);
    await expect(met).toContainText('719/2018 s. 7(3)');
    await expect(page.locator('main')).toContainText('It was decided automatically, by implementation decision');
    await good(page);
    const letter = await page.getByRole('link', { name: /^Open the decision/ }).first().getAttribute('href');
    const answer = await page.request.get(letter ?? '');
    expect(answer.headers()['content-type']).toBe('application/pdf');
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  await test.step('which nobody decided: the case says by which rules', async () => {
    await signInAs(page, 'Aino');
    await page.goto(`/search?q=${number}`);
    await expect(page.locator('main')).toContainText('Decided automatically: granted');
    await good(page);
    await follow(page, 'Why');
    await good(page);
    await saysWhy(page, WHY);
    await namesTheDecisionToAutomate(page);
    await good(page);
  });
});
