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

/** Follows a link to a file. */
export async function download(page: Page, name: string | RegExp): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent('download'), link(page, name).click()]);
  return file;
}
