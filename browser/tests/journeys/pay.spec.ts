// Somebody sends an application that costs a fee: there and back, turned back once, paid once.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { provesToBe } from '../../support/people.js';
import { becomesCase, fillsIn, sends } from '../../support/student.js';

test.use({ goesOut: true });

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('the fee is paid on the way, and the application is sent', async ({ page }) => {
  test.setTimeout(180_000);
  await provesToBe(page, 8);
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
  await page.goto(`${application}/send`);
  await good(page);
  await sends(page, application, 'Cancel');
  await good(page);
  await page.goto(`${application}/fee`);
  await expect(page.locator('main')).toContainText('No money was taken');
  await good(page);
  await sends(page, application, 'Pay');
  await page.goto(`${application}/fee`);
  await expect(page).toHaveURL(/\/sent$/);
  await becomesCase(page, application);
});
