// An employer comes by a code: proves who they are, is asked for which company, and told plainly what is missing.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { provesToBe, signOut } from '../../support/people.js';

test.use({ goesOut: true });

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('a code, a sign-in, and a company one may not act for', async ({ page }) => {
  test.setTimeout(120_000);
  await provesToBe(page, 6);
  await page.goto('/apply/specialist/begin');
  await page.locator('main').getByRole('button', { name: 'Begin the application' }).click();
  await expect(page).toHaveURL(/\/apply\/specialist\/[0-9a-f-]+\//);
  const application = new URL(page.url()).pathname.split('/').slice(0, 4).join('/');
  await page.goto(`${application}/employer/invite`);
  await page.locator('main').getByRole('button', { name: 'Make the code' }).click();
  const code = (await page.locator('main strong').innerText()).trim();
  await signOut(page);

  await page.goto('/employer');
  await good(page);
  await page.getByLabel('Code for the employer').fill('wrong');
  await page.locator('main').getByRole('button', { name: 'Go on' }).click();
  await expect(page.locator('main')).toContainText('There is no such code');
  await good(page);
  await page.getByLabel('Code for the employer').fill(code.toLowerCase());
  await page.locator('main').getByRole('button', { name: 'Go on' }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await provesToBe(page, 7, new URL(page.url()).pathname + new URL(page.url()).search);
  await expect(page.locator('h1')).toHaveText("The employer's part");
  await good(page);
  await page.getByLabel('Business ID of the company').fill('0244683-2');
  await page.locator('main').getByRole('button', { name: 'Check and go on' }).click();
  await expect(page.locator('main [role="alert"]')).toBeVisible();
  await expect(page.getByLabel('Business ID of the company')).toHaveValue('0244683-2');
  await good(page);
});
