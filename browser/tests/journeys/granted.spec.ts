// A student of whom registers know all that the law asks is granted a permit at the moment a clerk proves who
// they are: from the form to the letter, with every page on the way looked at.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { proves } from '../../support/clerk.js';
import { follow } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { signInAs } from '../../support/people.js';
import { becomesCase, fillsIn, sends } from '../../support/student.js';

test.use({ goesOut: true });

// Somebody whom the registers know as a student who meets everything; every house has its own.
const PASSPORT = 'G0123456';
const STUDENT = { family: 'Mensah', given: 'Adwoa', sex: 'F', country: 'GHA' } as const;

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
    await expect(page.locator('main')).toContainText('719/2018');
    await good(page);
    const letter = await page.locator('main .uma-file-name').first().getAttribute('href');
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
  });
});
