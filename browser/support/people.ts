import type { Page } from '@playwright/test';
import { expect } from './house.js';

export type Language = 'fi' | 'sv' | 'en' | 'ar';
export type Scheme = 'light' | 'dark';

/** Chooses language and colours the way a person does: by a link that is remembered. */
export async function look(page: Page, language: Language, scheme: Scheme): Promise<void> {
  await page.goto(`/sign-in?lang=${language}`);
  await page.goto(`/sign-in?scheme=${scheme}`);
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', language);
  await expect(html).toHaveAttribute('data-color-scheme', scheme);
}

/** One name for each role that one can sign in as. */
export async function personas(page: Page): Promise<string[]> {
  await page.goto('/sign-in');
  const names = await page.locator('.uma-persona-name').allInnerTexts();
  const roles = await page.locator('.uma-persona-role').allInnerTexts();
  return names.filter((_, n) => roles.indexOf(roles[n] ?? '') === n);
}

/** Signs in as the first person whose button names this role or name; whoever was there signs out. */
export async function signInAs(page: Page, who: string | RegExp): Promise<void> {
  await page.goto('/sign-in');
  if ((await page.locator('form[action="/sign-out"]').count()) > 0) {
    await signOut(page);
  }
  await page.locator('.uma-persona').filter({ hasText: who }).first().click();
  await expect(page.locator('form[action="/sign-out"]')).toHaveCount(1);
}

export async function signOut(page: Page): Promise<void> {
  await page.goto('/');
  await page.locator('.uma-me > summary').click();
  await page.locator('form[action="/sign-out"] button').click();
  await expect(page).toHaveURL(/sign-in/);
}

/** Signs in through the provider as the n-th of the people it offers, or by name, and arrives where that leads. */
export async function provesToBe(page: Page, who: number | string, from = '/sign-in'): Promise<void> {
  await proven(page, from, async (door) => {
    const people = door.locator('input[name="who"]');
    const one = typeof who === 'number' ? people.nth(who) : door.locator('label').filter({ hasText: who }).locator('input');
    await one.check();
  });
}

/** The same as somebody who acts for a company; its business id. */
export async function provesToActForACompany(page: Page, from: string): Promise<string> {
  let company = '';
  await proven(page, from, async (door) => {
    const person = door.locator('label').filter({ hasText: 'acts for' }).first();
    company = (await person.innerText()).match(/\d{7}-\d/)?.[0] ?? '';
    await person.locator('input').check();
  });
  return company;
}

/** Another window goes out: without scripts Chromium measures nothing any more in one that has been elsewhere. */
async function proven(page: Page, from: string, choose: (door: Page) => Promise<void>): Promise<void> {
  const door = await page.context().newPage();
  await door.goto(from);
  await door.locator('a[href^="/sign-in/strong"]').first().click();
  await choose(door);
  await door.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(door.locator('form[action="/sign-out"]')).toHaveCount(1);
  const there = door.url();
  await door.close();
  await page.goto(there);
}
