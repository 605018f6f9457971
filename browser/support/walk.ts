import type { Page } from '@playwright/test';

// Kinds of page one person reaches; a house that has more has lost its way, or the walk has.
const KINDS_MAX = 200;

/** Pages of one kind whose links are read: a case that is closed leads to other things than one that is open. */
const ALIKE_MAX = 5;

/** A link inside the house as our templates write it. */
const LINK = /<a\s[^>]*?href="(\/[^"]*)"[^>]*>/g;

/** What stands in data under one of these looks like the next one there. */
const ALIKE = /\/(parameters|registers|lead\/light|rules\/automatic|rules(?!\/automatic-))[/-][a-zA-Z_-]+/;

/** What kind of page an address is: ids and numbers stand for all ids and numbers. */
export function kind(address: string): string {
  const { pathname } = new URL(address, 'http://house');
  return pathname
    .replace(ALIKE, '/$1/*')
    .split('/')
    .map((part) => (/^[0-9a-f-]{32,36}$|^[0-9]+$|[0-9]{2,}/.test(part) ? '*' : part))
    .join('/');
}

/** What is done on a page of each kind, with whether it is the page itself and no refusal. */
export type Visit = (kind: string, there: boolean) => Promise<void>;

/**
 * Follows the links from the front page, or from other places, and visits one page of each kind not yet seen, calling
 * `visit` on each. Addresses seen are added to `seen`, so that the next person's walk is shorter. Where it is told to
 * begin it looks in any case: a kind of page may look otherwise there.
 */
export async function walk(page: Page, seen: Set<string>, visit: Visit, from: string[] = []): Promise<void> {
  const open = from.length > 0 ? [...from] : ['/', '/sign-in', '/accessibility', '/gallery'];
  const unasked = new Set(from);
  const asked = new Map<string, number>();
  const done = new Set<string>();
  for (let address = open.shift(); address !== undefined; address = open.shift()) {
    const what = kind(address);
    const told = unasked.delete(address);
    const before = asked.get(what) ?? 0;
    if ((before >= ALIKE_MAX || done.has(address)) && !told) {
      continue;
    }
    done.add(address);
    asked.set(what, before + 1);
    if (asked.size > KINDS_MAX) {
      throw new Error(`more than ${KINDS_MAX} kinds of page: ${[...asked.keys()].join(' ')}`);
    }
    // Most pages were seen with somebody else: their links are read without showing them.
    const answer = await page.request.get(address);
    const type = answer.headers()['content-type'] ?? '';
    if (!type.startsWith('text/html')) {
      continue;
    }
    const arrived = kind(answer.url());
    if (!seen.has(arrived) || told) {
      seen.add(arrived);
      await page.goto(address);
      await visit(arrived, answer.status() === 200);
    }
    const links = [...(await answer.text()).matchAll(LINK)]
      .filter(([link]) => !/\sdownload[\s>]/.test(link))
      .map(([, href]) => (href ?? '').replace(/&(?:amp|#38);/g, '&'));
    // The way to the provider leads out of the house.
    open.push(...links.filter((href) => !/[?&](lang|scheme|density)=|^\/sign-in\/strong/.test(href)));
  }
}
