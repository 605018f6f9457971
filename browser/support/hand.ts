// What a person's hand does on a page. A press is over when the page it leads to is there: whatever looks
// at the page before that looks at one that is about to go.
import type { Download, Locator, Page } from '@playwright/test';

const button = (page: Page, name: string | RegExp): Locator => inMain(page, 'button', name);
const link = (page: Page, name: string | RegExp): Locator => inMain(page, 'link', name);

function inMain(page: Page, role: 'button' | 'link', name: string | RegExp): Locator {
  return page.locator('main').getByRole(role, { name, exact: typeof name === 'string' }).first();
}

/** Presses a button that leads to a page. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('load'), button(page, name).click()]);
}

/** Follows a link to a page. */
export async function follow(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([page.waitForEvent('load'), link(page, name).click()]);
}

/** Presses the first button of a form, whatever it is called. */
export async function submits(page: Page, form: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.locator(`main ${form} button[type="submit"]`).first().click()]);
}

/** Fills fields in by their names; nothing chosen from a list is the first there is. */
export async function answers(page: Page, said: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(said)) {
    const option = page.locator(`main input[type="radio"][name="${name}"][value="${value}"]`);
    const list = page.locator(`main select[name="${name}"]`);
    if ((await option.count()) > 0) {
      await option.check();
    } else if ((await list.count()) > 0) {
      await list.first().selectOption(value === '' ? { index: 1 } : value);
    } else {
      await page.locator(`main [name="${name}"]`).first().fill(value);
    }
  }
}

/** Follows a link to a file. */
export async function download(page: Page, name: string | RegExp): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent('download'), link(page, name).click()]);
  return file;
}
