// One matter, from the counter to the archive, through the eyes of those who touch it.
import { download, follow, press } from '../../support/hand.js';
import { expect, expectNoSidewaysScroll, test } from '../../support/house.js';
import { signInAs } from '../../support/people.js';

const CLERK = 'Leila Hassan';
const OFFICER = 'Aino Virtanen';
const COLLEAGUE = 'Mikael Lindström';
const ELSEWHERE = 'Oskari Mäkelä';
const AUDITOR = 'Johanna Nyström';

const SCAN = { name: 'todistus äiti.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') };

/** Family names nobody else in the run has: a letter for each digit of the clock. */
function unheardOf(): string {
  const letters = [...String(Date.now())].map((digit) => String.fromCharCode(97 + Number(digit)));
  return `Ahlqvist-${letters.join('')}`;
}

test('a matter from registration to the auditor', async ({ page }) => {
  const family = unheardOf();

  await test.step('the clerk registers somebody with a name in two scripts and opens a case', async () => {
    await signInAs(page, CLERK);
    await page.goto('/persons');
    await follow(page, 'Register a person');
    await page.getByLabel(/^Family name \(/).fill(family);
    await page.getByLabel(/^Given names \(/).fill('Noor');
    await page.getByLabel('Family name in original script').fill('الأحمد');
    await page.getByLabel('Given names in original script').fill('نور');
    await page.getByLabel('Year').fill('1991');
    await page.getByLabel('Female').check();
    await page.getByLabel('Nationality').first().selectOption('SYR');
    await press(page, 'Register');
    await expect(page.locator('h1')).toContainText(`${family} Noor`);
    await expect(page.locator('main')).toContainText('الأحمد نور');
    await expect(page.locator('main')).toContainText('1991');
    await expectNoSidewaysScroll(page);

    await follow(page, 'Open a case');
    await press(page, 'Open the case');
    await expect(page.locator('main'), 'an empty headline is told at its field').toContainText('Subject');
    await expect(page.locator('[aria-invalid="true"]')).toHaveCount(1);
    await page.getByLabel('Subject').fill('Lost permit card');
    await press(page, 'Open the case');
  });

  const number = await page.locator('h1 bdi').innerText();
  const address = new URL(page.url()).pathname;
  expect(number).toMatch(/^HEL-\d{4}-\d{6}$/);

  await test.step('an officer finds it by the name in Arabic, takes the task, notes and attaches', async () => {
    await signInAs(page, OFFICER);
    await page.goto('/persons');
    const search = page.locator('main').getByRole('searchbox');
    await search.fill('الأحمد نور');
    await press(page, 'Search');
    await follow(page, `${family} Noor`);
    await follow(page, number);
    await press(page, 'Take');
    await expect(page.locator('main')).toContainText(OFFICER);
    await follow(page, 'Add a note');
    await page.locator('main textarea').fill('Card lost on the train.\n<script>alert(1)</script>');
    await press(page, 'Save the note');
    await expect(page.locator('.uma-timeline')).toContainText('<script>alert(1)</script>');
    await follow(page, 'Attach documents');
    await page.locator('main input[type="file"]').setInputFiles(SCAN);
    await press(page, 'Attach');
    await expect(page.locator('main table')).toContainText(SCAN.name);
    await follow(page, SCAN.name);
    const file = await download(page, 'Download');
    expect(file.suggestedFilename()).toBe(SCAN.name);
  });

  await test.step('and hands it to a colleague, who sees it among the open cases', async () => {
    await page.goto(address);
    await follow(page, 'Assign');
    await page.getByLabel('New handler').selectOption({ label: COLLEAGUE });
    await press(page, 'Assign');
    await signInAs(page, COLLEAGUE);
    await page.goto('/work');
    await follow(page, number);
    await expect(page.locator('.uma-timeline')).toContainText('Card lost on the train.');
    await expectNoSidewaysScroll(page);
    await follow(page, 'Close the case');
    await page.getByLabel('Handled').check();
    await press(page, 'Close the case');
    await expect(page.locator('h1')).toContainText('Closed');
  });

  await test.step('another unit does not see that there is such a case', async () => {
    await signInAs(page, ELSEWHERE);
    const answer = await page.request.get(address);
    expect(answer.status()).toBe(404);
  });

  await test.step('the auditor sees every look and every act', async () => {
    await signInAs(page, AUDITOR);
    await page.goto('/audit');
    await page.getByLabel('Case number, id, or words that were searched for').fill(number);
    // Where scripts run the list is renewed on the page it stands on.
    await page.locator('main').getByRole('button', { name: 'Filter' }).click();
    const rows = page.locator('main tbody');
    for (const who of [CLERK, OFFICER, COLLEAGUE]) {
      await expect(rows).toContainText(who);
    }
    for (const what of ['Looked at a case', 'Open a case', 'Add a note', 'Attach documents', 'Assign', 'Close the case']) {
      await expect(rows).toContainText(what);
    }
  });
});
