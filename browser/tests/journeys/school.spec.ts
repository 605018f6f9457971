// A student has the studies filled in from the student register, as the person that was proven at the sign-in, and
// confirms page by page what is filled in.
import type { Page } from '@playwright/test';
import { begins } from '../../support/applying.js';
import { expectAccessible } from '../../support/axe.js';
import { press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { provesToBe } from '../../support/people.js';

test.use({ goesOut: true });

const FILL = 'Fill in from the student register';
const TOLD = 'From the student register. Please check.';

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('an exchange student has the studies filled in, and confirms them', async ({ page }) => {
  test.setTimeout(120_000);
  await provesToBe(page, 'Camila Souza');
  const application = await begins(page, 'student-exchange');

  await test.step('with a button on the page about the studies', async () => {
    await page.goto(`${application}/exchange-studies`);
    await good(page);
    await press(page, FILL);
    await expect(page).toHaveURL(/\/exchange-studies$/);
    await expect(page.locator('main')).toContainText(TOLD);
    await expect(page.locator('main input[name="school"]')).toHaveValue('Havun yliopisto');
    await expect(page.locator('main').getByRole('button', { name: FILL })).toHaveCount(0);
    await good(page);
  });

  await test.step('and confirms each page', async () => {
    await page.locator('main input[name="home_school"]').fill('Universidade do Vale');
    await page.locator('main input[name="mobility"][value="no"]').check();
    await press(page, 'Save and go on');
    await expect(page.locator('main input[name="months"]')).toHaveValue('5');
    await good(page);
    await press(page, 'Save and go on');
    await page.goto(`${application}/tuition`);
    await expect(page.locator('main input[name="tuition"][value="not_required"]')).toBeChecked();
    await press(page, 'Save and go on');
  });

  await test.step('another permit than the studies are for is told as such, and typing goes on', async () => {
    const other = await begins(page, 'student-degree');
    await page.goto(`${other}/degree-studies`);
    await press(page, FILL);
    await expect(page.locator('main [role="alert"]')).toContainText('Nothing was changed.');
    await good(page);
    await page.locator('main').getByRole('link', { name: 'Type the answers yourself' }).click();
    await expect(page.locator('main input[name="school"]')).toHaveValue('');
  });
});
