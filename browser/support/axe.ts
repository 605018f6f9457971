import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, test } from './house.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/**
 * No violation of WCAG 2.0 to 2.2, A and AA, and of axe's good practice. axe waits with timers, and those do not run
 * where scripts are off: there the page is the same, and the projects with scripts look at it. With `rules` only
 * those are looked at.
 */
export async function expectAccessible(page: Page, rules?: string[]): Promise<void> {
  if (test.info().project.use.javaScriptEnabled === false) {
    return;
  }
  const options: axe.RunOptions = {
    runOnly: rules === undefined ? { type: 'tag', values: TAGS } : { type: 'rule', values: rules },
    // axe leaves this rule out unless it is asked for.
    ...(rules === undefined && { rules: { 'target-size': { enabled: true } } }),
    // Where everything is that is right is not told.
    resultTypes: ['violations'],
  };
  // A page is looked at more than once: axe stays in it.
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(axe.source);
  }
  const violations = await page.evaluate(async (options) => (await window.axe.run(document, options)).violations, options);
  const found = violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    where: nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
  }));
  expect(found, `axe on ${page.url()}`).toEqual([]);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
