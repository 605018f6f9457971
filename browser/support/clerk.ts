// A clerk at a mission, who proves who somebody is.
import type { Page } from '@playwright/test';
import { follow, press } from './hand.js';
import { expect } from './house.js';

/** Has the devices take a signature, a face and fingerprints; what was taken badly is taken again. */
export async function takesBiometrics(page: Page, look: (page: Page) => Promise<void>): Promise<void> {
  const step = page.url();
  for (const what of ['Signature', 'Picture of the face', 'Fingerprints']) {
    const task = page.locator('.uma-tasks > li').filter({ hasText: what });
    await expect(async () => {
      // Whatever the last look ended with: the device may have been at work.
      await page.goto(step);
      const again = task.getByRole('link', { name: `Take again: ${what}`, exact: true });
      const first = task.getByRole('link', { name: `Take: ${what}`, exact: true });
      if (!(await task.getByText('Done', { exact: true }).isVisible())) {
        await first.or(again).click({ timeout: 1_000 });
        await look(page);
        await press(page, 'Take it now');
        await expect(page.locator('h1')).toHaveText(/^HEL-/);
      }
      await page.reload();
      await expect(task.getByText('Done', { exact: true })).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }
}

/** Proves who somebody is whose case waits for it: passport, originals, biometrics. The number of the case is `number`. */
export async function proves(page: Page, holder: Holder, number: string): Promise<void> {
  await page.goto('/identity');
  await page.getByLabel('Number of the passport').fill(holder.number);
  await press(page, 'Search');
  await page.locator('main').getByRole('region', { name: 'Found' }).getByRole('link').first().click();
  await expect(page.locator('h1')).toHaveText(number);
  await follow(page, 'Read the passport');
  await page.getByLabel('Machine readable lines').fill(lines(holder));
  await press(page, 'Read');
  await follow(page, 'Tick off the originals');
  for (const original of await page.locator('main input[type="checkbox"]').all()) {
    await original.check();
  }
  await press(page, 'Save');
  await takesBiometrics(page, async () => {});
  await follow(page, 'Confirm identity');
  await page.getByLabel(/^I compared the person/).check();
  await page.getByLabel('Nothing was noticed').check();
  await press(page, 'Confirm identity');
}

export interface Holder {
  family: string;
  given: string;
  /** Of the passport, at most nine signs. */
  number: string;
  country: string;
  sex: 'F' | 'M';
  /** As the passport has it: year, month and day, two digits each. */
  born: string;
  ends: string;
}

/** The lines of a passport (ICAO Doc 9303, part 4). */
export function lines({ family, given, number, country, sex, born, ends }: Holder): string {
  const digit = (text: string): string => {
    const value = (sign: string): number => (sign === '<' ? 0 : Number.parseInt(sign, 36));
    const weights = [7, 3, 1];
    return String([...text].reduce((sum, sign, n) => sum + value(sign) * (weights[n % 3] ?? 0), 0) % 10);
  };
  const optional = '<'.repeat(14);
  const padded = number.padEnd(9, '<');
  const second = `${padded}${digit(padded)}${country}${born}${digit(born)}${sex}${ends}${digit(ends)}${optional}0`;
  const all = `${padded}${digit(padded)}${born}${digit(born)}${ends}${digit(ends)}${optional}0`;
  return `${`P<${country}${family}<<${given}`.toUpperCase().padEnd(44, '<')}\n${second}${digit(all)}`;
}
