// Somebody sends an application that costs a fee: there and back, turned back once, paid once.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { provesToBe } from '../../support/people.js';

test.use({ goesOut: true });

const PDF = { mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') };

/** Opens a page of the application, fills it in, and saves it. */
async function answer(page: Page, address: string, fill: (page: Page) => Promise<void>): Promise<void> {
  await page.goto(address);
  await fill(page);
  await page.locator('main').getByRole('button', { name: 'Save and go on', exact: true }).click();
  await expect(page).not.toHaveURL(new RegExp(`${address}$`));
}

async function choose(page: Page, question: string, option: string): Promise<void> {
  await page.locator(`main input[name="${question}"][value="${option}"]`).check();
}

async function good(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

test('the fee is paid on the way, and the application is sent', async ({ page }) => {
  test.setTimeout(180_000);
  await provesToBe(page, 8);
  await page.goto('/apply/student-degree/begin');
  await page.locator('main').getByRole('button', { name: 'Begin the application' }).click();
  await expect(page).toHaveURL(/\/apply\/student-degree\/[0-9a-f-]+\//);
  const application = new URL(page.url()).pathname.split('/').slice(0, 4).join('/');
  const number = `P${Date.now()}`.slice(0, 12);
  await answer(page, `${application}/names`, async () => {
    await page.locator('[name="family_name"]').fill('Iyer');
    await page.locator('[name="given_names"]').fill('Meera');
    await page.locator('[name="born"]').fill('17.2.1994');
    await choose(page, 'sex', 'F');
  });
  await answer(page, `${application}/nationality`, async () => {
    await page.locator('[name="nationality"]').selectOption('IND');
  });
  await answer(page, `${application}/passport`, async () => {
    await page.locator('[name="passport_number"]').fill(number);
    await page.locator('[name="passport_issuer"]').selectOption('IND');
    await page.locator('[name="passport_expires"]').fill('31.1.2041');
  });
  await answer(page, `${application}/contact`, async () => {
    await page.locator('[name="email"]').fill('meera@example.com');
  });
  await answer(page, `${application}/degree-studies`, async () => {
    await choose(page, 'degree', 'university_degree');
    await page.locator('[name="school"]').fill('Kaarnan yliopisto');
    await choose(page, 'admitted', 'yes');
  });
  await answer(page, `${application}/degree-begin`, async () => {
    await page.locator('[name="studies_start"]').fill('31.8.2030');
    await page.locator('[name="months"]').fill('36');
    await choose(page, 'begun', 'no');
  });
  await answer(page, `${application}/means`, async () => {
    await page.locator('[name="means"]').fill('900');
  });
  await answer(page, `${application}/tuition`, async () => choose(page, 'tuition', 'paid'));
  await answer(page, `${application}/insurance`, async () => choose(page, 'insurance', 'public_card'));
  await answer(page, `${application}/circumstances`, async () => {
    for (const [question, option] of [
      ['abroad', 'yes'],
      ['d_visa', 'no'],
      ['family', 'no'],
    ] as const) {
      await choose(page, question, option);
    }
  });
  await answer(page, `${application}/background`, async () => {
    for (const question of ['protection', 'removal', 'refused']) {
      await choose(page, question, 'no');
    }
  });
  for (const slot of ['passport', 'photograph', 'means', 'insurance']) {
    await page.goto(`${application}/attachments/${slot}`);
    await page.locator('main input[type="file"]').setInputFiles({ ...PDF, name: `${slot}.pdf` });
    await page.locator('main').getByRole('button', { name: 'Attach' }).click();
    await expect(page).toHaveURL(/\/attachments$/);
    await expect(page.locator('main')).toContainText(`${slot}.pdf`);
  }

  for (const button of ['Cancel', 'Pay']) {
    await page.goto(`${application}/send`);
    await good(page);
    await page.getByLabel(/^I declare/).check();
    await page.locator('main').getByRole('button', { name: 'Send the application' }).click();
    await expect(page).toHaveURL(/\/fee$/);
    await good(page);
    // In another window, as with signing in.
    const bank = await page.context().newPage();
    await bank.goto(`${application}/fee`);
    await bank.locator('main').getByRole('link', { name: 'Go on to paying' }).click();
    await bank.getByRole('button', { name: button, exact: true }).click();
    await expect(bank).toHaveURL(button === 'Pay' ? /\/sent$/ : /\/fee\?/);
    await bank.close();
    await page.goto(`${application}/fee`);
    if (button === 'Cancel') {
      await expect(page.locator('main')).toContainText('No money was taken');
      await good(page);
    }
  }
  await expect(page).toHaveURL(/\/sent$/);
  await expect(async () => {
    await page.goto(`${application}/sent`);
    await expect(page.locator('main')).toContainText(/HEL-\d{4}-\d{6}/, { timeout: 1_000 });
  }).toPass();
});
