// Somebody who applied asks something, an official answers and gives the fee back, and both read it where they look.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { signInAs } from '../../support/people.js';
import { becomesCase, fillsIn, sends } from '../../support/student.js';

test.use({ goesOut: true });

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('an applicant asks, an official answers and gives the fee back', async ({ page }) => {
  test.setTimeout(240_000);
  const question = 'I chose the wrong form. What now?';
  await signInAs(page, 'Amina Rahimi');
  const application = await fillsIn(page, {
    family: 'Iyer',
    given: 'Meera',
    born: '17.2.1994',
    sex: 'F',
    country: 'IND',
    passport: `P${Date.now()}`.slice(0, 12),
    school: 'Kaarnan yliopisto',
    starts: '31.8.2030',
    months: '36',
    means: '900',
    tuition: 'paid',
  });
  await sends(page, application, 'Pay');
  const number = await becomesCase(page, application);
  await good(page);
  // The confirmation of receipt may be the first message already.
  await follow(page, /^(Write a message|Messages)/);
  await good(page);
  await follow(page, 'Write a message');
  await good(page);
  await page.getByLabel('Message').fill(question);
  await press(page, 'Send the message');
  await expect(page.locator('main')).toContainText(question);
  await good(page);

  await test.step('an official has it in their work, answers, and gives the fee back', async () => {
    await signInAs(page, 'Aino');
    await expect(async () => {
      await page.goto(`/search?q=${number}`);
      await expect(page.locator('main')).toContainText(question, { timeout: 1_000 });
    }).toPass();
    await expect(page.locator('main')).toContainText('Answer the applicant’s message');
    await good(page);
    const file = page.url();
    await follow(page, 'Write to the applicant');
    await good(page);
    await page.getByLabel('Message').fill('We give the fee back. Apply with the right form.');
    await press(page, 'Send the message');
    await good(page);
    await page.goto(file);
    await follow(page, /^Give the fee back/);
    await good(page);
    await page.getByLabel('The form was clearly the wrong one').check();
    await page.getByLabel('Reason').fill('Chose studies for work.');
    await press(page, 'Give the fee back');
    await good(page);
    await expect(async () => {
      await page.reload();
      await expect(page.locator('main')).toContainText('Given back', { timeout: 1_000 });
    }).toPass();
  });

  await test.step('and the applicant reads both', async () => {
    await signInAs(page, 'Amina Rahimi');
    await page.goto('/applications');
    await expect(page.locator('main')).toContainText('The authority wrote to you on');
    await good(page);
    await page.goto(`${application}/sent`);
    await expect(page.locator('main')).toContainText('It was paid back to you on');
    await good(page);
    await page.goto(`${application}/messages`);
    await expect(page.locator('main')).toContainText('Apply with the right form.');
    await good(page);
  });
});
