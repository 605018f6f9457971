// What the page of a ruling says to whoever asks why.
import type { Page } from '@playwright/test';
import { follow } from './hand.js';
import { expect, expectNoSidewaysScroll } from './house.js';

/** A condition, in words: how it stands, what was found, on which fact, from whom, by which law. */
export interface Reason {
  stands: 'Met' | 'An official decides';
  found: string;
  fact: string;
  from: string;
  cite: string;
}

const PHONE = { width: 360, height: 740 };

/** Each of these conditions stands there with its fact, source, time, row and law, under the version that was asked: on a phone too. */
export async function saysWhy(page: Page, reasons: Reason[]): Promise<void> {
  const before = page.viewportSize();
  for (const size of [before, PHONE]) {
    if (size !== null) {
      await page.setViewportSize(size);
    }
    await expect(page.locator('main'), 'ruled again as one looks').toContainText('Same answer');
    for (const { stands, found, fact, from, cite } of reasons) {
      const part = page.locator('main section').filter({ hasText: found }).first();
      await expect(part.getByRole('link', { name: /^Version from \d+ \w+ 20\d\d/ })).toBeVisible();
      await expect(part.locator('.uma-code').first()).toHaveText(/^[0-9a-f]{64}$/);
      const cells = part.getByRole('row').filter({ hasText: found }).getByRole('cell');
      await expect(cells.nth(0)).toContainText(stands);
      await expect(cells.nth(1)).toContainText(fact);
      await expect(cells.nth(1)).toContainText(new RegExp(`${from}, \\d`));
      await expect(cells.nth(2)).toHaveText(/^\d+$/);
      await expect(cells.nth(3)).toContainText(cite);
    }
    await expectNoSidewaysScroll(page);
  }
  if (before !== null) {
    await page.setViewportSize(before);
  }
}

/** The decision to let the rules decide is named, and led to. */
export async function namesTheDecisionToAutomate(page: Page): Promise<void> {
  await expect(page.locator('main')).toContainText('Decided automatically: granted');
  await follow(page, /^Implementation decision/);
  await expect(page).toHaveURL(/\/automation\/rules\/automatic-student-first\/decisions\/\d+$/);
  await expect(page.locator('h1')).toContainText('Implementation decision');
}
