// A party is given the file of a case: what is kept from them, the preview, the file itself.
import type { Page } from '@playwright/test';
import { expectAccessible } from '../../support/axe.js';
import { download, follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { signInAs } from '../../support/people.js';

const OFFICER = 'Aino Virtanen';

/** A PDF of A4 pages with a line of large letters each. */
function pdf(lines: string[]): Buffer {
  const kids = lines.map((_, n) => `${4 + 2 * n} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${lines.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  lines.forEach((line, n) => {
    const content = `BT /F1 24 Tf 72 700 Td (${line}) Tj ET`;
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`);
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  });
  let text = '%PDF-1.4\n';
  const places = objects.map((object, n) => {
    const place = text.length;
    text += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const xref = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

async function attach(page: Page, address: string, name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${address}/documents/new`);
  await page.locator('main input[type="file"]').setInputFiles({ name, mimeType: 'application/pdf', buffer });
  await press(page, 'Attach');
  await expect(page.locator('main table').first()).toContainText(name);
}

test('a party is given the file without what is kept from them', async ({ page, javaScriptEnabled, isMobile }) => {
  await signInAs(page, OFFICER);
  await page.goto('/cases');
  await page.locator('main table tbody a').first().click();
  const address = new URL(page.url()).pathname;
  const mark = String(Date.now());
  const [letter, broken] = [`letter-${mark}.pdf`, `broken-${mark}.pdf`];
  await attach(page, address, letter, pdf(['Secret words', 'Open words']));
  await attach(page, address, broken, Buffer.from('%PDF-1.4\nnothing more'));

  await test.step('boxes are drawn with the mouse and set by keys, or typed', async () => {
    await page.goto(address);
    await follow(page, letter);
    await follow(page, 'Keep from parties');
    await page.locator('#f-ground').selectOption('child-interest');
    await page.locator('#f-note').fill('About her child');
    // What stands in a field of another choice is no error.
    await page.locator('#f-pages').fill('seven');
    const boxes = page.locator('#f-boxes');
    if (javaScriptEnabled === false) {
      await page.getByLabel('Boxes on pages').check();
      await boxes.fill('1: 5 11 90 10');
    } else {
      const sheet = page.locator('.uma-sheet').first();
      await sheet.getByRole('button').last().click();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Shift+ArrowRight');
      await page.keyboard.press('Enter');
      await expect(boxes).toHaveValue('1: 30 44 41 5');
      await expect(page.locator('#redact-said')).toContainText('The box was added');
      await expect(page.getByLabel('Boxes on pages')).toBeChecked();
      if (!isMobile) {
        const face = sheet.locator('.uma-sheet-face');
        await expect.poll(() => face.locator('img').evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)).toBe(true);
        await face.hover({ position: { x: 40, y: 40 } });
        const at = await face.boundingBox();
        if (at === null) {
          throw new Error('the page of the document is not shown');
        }
        await page.mouse.move(at.x + 40, at.y + 40);
        await page.mouse.down();
        await page.mouse.move(at.x + 160, at.y + 80, { steps: 4 });
        await page.mouse.up();
        await expect(boxes).toHaveValue(/^1: 30 44 41 5\n1: \S+ \S+ \S+ \S+$/);
        await expect(face.locator('div.uma-box')).toHaveCount(2);
      }
    }
    await expectNoSidewaysScroll(page);
    if (javaScriptEnabled !== false) {
      await expectAccessible(page);
    }
    await press(page, 'Keep it from them');
    await expect(page.locator('main')).toContainText('Interest of a child');
    await expect(page.locator('main')).toContainText('About her child');
    await expectNoSidewaysScroll(page);
  });

  await test.step('the preview says what the party gets, and a broken PDF is named', async () => {
    await page.goto(`${address}/file`);
    await expectNoSidewaysScroll(page);
    if (javaScriptEnabled !== false) {
      await expectAccessible(page);
    }
    await press(page, 'Show what the file will hold');
    const row = page.locator('tr').filter({ hasText: letter });
    await expect(row).toContainText('A part of it');
    await expect(row).toContainText('Unverified');
    await expectNoSidewaysScroll(page);
    if (javaScriptEnabled !== false) {
      await expectAccessible(page);
    }
    await page.getByLabel('What for').fill('Asked for it');
    await press(page, 'Make the file');
    await follow(page, 'Back');
    await expect(async () => {
      await page.goto(page.url());
      await expect(page.locator('main')).toContainText('Not made', { timeout: 500 });
    }).toPass();
    await expect(page.locator('main')).toContainText(broken);
    await expectNoSidewaysScroll(page);
  });

  await test.step('it is ordered again without that one, and downloaded', async () => {
    await follow(page, 'Order again');
    await page.getByLabel('What for').fill('Asked for it');
    await press(page, 'Make the file');
    await page.goto(`${address}/file`);
    await page.locator('main table tbody a').first().click();
    await expect(async () => {
      await page.goto(page.url());
      await expect(page.locator('main h1')).toContainText('Ready', { timeout: 500 });
    }).toPass();
    if (javaScriptEnabled !== false) {
      await expectAccessible(page);
    }
    const file = await download(page, 'Download the file');
    expect(file.suggestedFilename()).toMatch(/\.pdf$/);
    await page.goto(page.url());
    await expect(page.locator('main')).toContainText(OFFICER);
  });
});
