// The component gallery: every component in every state, under what people's systems ask for.
import { expect, test } from '../support/house.js';

test('the first key press offers to skip to the content', async ({ page }) => {
  await page.goto('/gallery');
  await page.keyboard.press('Tab');
  const skip = page.locator(':focus');
  await expect(skip).toHaveAttribute('href', '#main');
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
});

test('the focus is always to be seen, and nothing covers it', async ({ page }) => {
  await page.goto('/gallery');
  const count = await page.locator('main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])').count();
  expect(count).toBeGreaterThan(20);
  const seen = new Set<string>();
  for (let step = 0; step < count + 40; step += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) {
        return null;
      }
      // Around a check box and its label, the field shows the focus for both.
      const ringed = [element, element.closest('.ds-field')].some((around) => {
        if (around === null) {
          return false;
        }
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(around);
        return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
      });
      const box = element.getBoundingClientRect();
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const covered = top !== null && !element.contains(top) && !top.contains(element) && top.closest('label') === null;
      return {
        what: element.outerHTML.slice(0, 120),
        shown: ringed,
        covered,
      };
    });
    if (focus === null) {
      break;
    }
    expect(focus.shown, `focus cannot be seen on ${focus.what}`).toBe(true);
    expect(focus.covered, `something covers ${focus.what}`).toBe(false);
    seen.add(focus.what);
  }
  expect(seen.size).toBeGreaterThan(20);
});

test('forced colours keep the shape of what can be used', async ({ page }, info) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('/gallery');
  const shapeless = await page.locator('main :is(button, input:not([type="hidden"]), select, textarea, .ds-tag)').evaluateAll((all) =>
    all
      .filter((element) => {
        const { borderTopStyle, borderTopWidth, outlineStyle } = getComputedStyle(element);
        const bordered = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0;
        const native = element instanceof HTMLInputElement && ['checkbox', 'radio', 'file'].includes(element.type);
        return !(bordered || outlineStyle !== 'none' || native);
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  await page.screenshot({ path: info.outputPath('forced-colours.png'), fullPage: true });
  expect(shapeless).toEqual([]);
});

test('nothing moves for those who asked for rest', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/gallery');
  const moving = await page.locator('body *').evaluateAll((all) =>
    all
      .filter((element) => {
        const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
        const long = (time: string): boolean => time.split(',').some((t) => Number.parseFloat(t) > 0.01);
        return (animationName !== 'none' && long(animationDuration)) || long(transitionDuration);
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(moving).toEqual([]);
});

test('the policy lets no script in that is not ours', async ({ page, complaints }) => {
  await page.goto('/gallery');
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.textContent = 'window.intruder = true';
      document.body.append(script);
    } catch {
      return 'refused by Trusted Types';
    }
    return 'intruder' in window ? 'ran' : 'refused by the policy';
  });
  expect(ran).toMatch(/^refused/);
  // Here the complaint is what was wanted.
  await expect.poll(() => complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
});
