// What everybody does who applies, whatever for: page by page, without looking at the pages.
import type { Page } from '@playwright/test';
import { answers, press } from './hand.js';
import { expect } from './house.js';

/** A file of its own content: the same content twice would be one document. */
export function pdf(what: string): { name: string; mimeType: string; buffer: Buffer } {
  const page = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>';
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', page];
  const body = objects.map((object, n) => `${n + 1} 0 obj${object}endobj`).join('\n');
  const content = `%PDF-1.4\n%${what}\n${body}\ntrailer<</Size 4/Root 1 0 R>>\n%%EOF\n`;
  return { name: `${what}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(content) };
}

/** Begins an application for a type of permit; its address. */
export async function begins(page: Page, permit: string): Promise<string> {
  await page.goto(`/apply/${permit}/begin`);
  await press(page, 'Begin the application');
  await expect(page).toHaveURL(new RegExp(`/apply/${permit}/[0-9a-f-]+/`));
  return new URL(page.url()).pathname.split('/').slice(0, 4).join('/');
}

/** Answers the questions of one page by their names, and goes on. */
export async function answersOn(page: Page, application: string, group: string, said: Record<string, string>): Promise<void> {
  await page.goto(`${application}/${group}`);
  await answers(page, said);
  await press(page, 'Save and go on');
  await expect(page).not.toHaveURL(new RegExp(`/${group}$`));
}

/** Attaches a file in each place for one. */
export async function attaches(page: Page, application: string, slots: string[]): Promise<void> {
  for (const slot of slots) {
    await page.goto(`${application}/attachments/${slot}`);
    await page.locator('main input[type="file"]').setInputFiles(pdf(slot));
    await press(page, 'Attach');
    await expect(page.locator('main')).toContainText(`${slot}.pdf`);
  }
}
