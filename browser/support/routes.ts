// Every address the program answers with a page, as it says itself; and of which of them a page is.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { program } from './server.js';

/** Addresses that are no page to look at, each with what it is instead. */
export const NO_PAGES: Record<string, string> = {
  '/': 'leads to where somebody begins',
  '/health/live': 'a word for whoever watches the process',
  '/health/ready': 'a word for whoever watches the process',
  '/stay': 'keeps a session alive from a page that stands open',
  '/sign-in/strong': 'leads out to the provider',
  '/sign-in/return': 'leads in from the provider',
  '/progress/{id}': 'leads on when the work it shows is done',
  '/progress/{id}/events': 'a stream that moves a page',
  '/cases/{id}/presence': 'data for a page that stands open',
  '/apply/{type}/{id}/next': 'leads on to the next question',
  '/lead/export': 'a file',
  '/audit/export': 'a file',
  '/cases/{id}/documents/{file}': 'a file',
  '/cases/{id}/documents/{file}/view': 'a file',
  '/cases/{id}/documents/{file}/pages/{n}': 'a picture of a page of a file',
  '/cases/{id}/file/{given}/pdf': 'a file',
  '/cases/{id}/registers/verify-hit': 'a page as soon as VIS is asked: until then no case has a hit',
  '/decisions/{id}/preview': 'a file',
  '/light/{case}/letter': 'a file',
  '/light/{case}/file': 'leads to the case',
  '/light/{case}/documents/{file}': 'a file',
  '/vault/{id}': 'a file',
  '/automation/rules/{name}/text': 'a file',
  '/apply/{type}/{id}/attachments/{slot}/{file}': 'a file',
  '/apply/{type}/{id}/decision/{file}': 'a file',
  '/apply/{type}/{id}/receipt': 'a file',
  '/apply/{type}/{id}/received': 'a file',
};

/** What is answered under addresses with parts in braces. */
export function patterns(): string[] {
  const said = execFileSync(program(), ['routes', '--demo'], { encoding: 'utf8', cwd: tmpdir() });
  const ways = said.split('\n').map((line) => line.split(/\s+/));
  return ways.filter(([method, path]) => method === 'GET' && path?.startsWith('/api/') === false).map(([, path]) => path ?? '');
}

/** Under which of them an address is answered: a word before a part in braces, from the left. */
export function patternOf(address: string, all: string[]): string | undefined {
  const asked = new URL(address, 'http://house').pathname.split('/');
  const fits = all.filter((pattern) => {
    const parts = pattern.split('/');
    return parts.length === asked.length && parts.every((part, n) => part.startsWith('{') || part === asked[n]);
  });
  const rank = (pattern: string): string => pattern.split('/').map((part) => (part.startsWith('{') ? '1' : '0')).join('');
  return fits.sort((a, b) => rank(a).localeCompare(rank(b)))[0];
}

/** Each type of permit with the pages of its form, as its folder says. */
export function forms(): Map<string, string[]> {
  const folder = resolve('..', 'law', 'permits');
  const found = new Map<string, string[]>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== 'shared') {
      const text = readFileSync(join(folder, entry.name, 'permit.toml'), 'utf8');
      const groups = text.match(/^groups = \[([^\]]*)\]/m)?.[1] ?? '';
      found.set(entry.name, [...groups.matchAll(/"([^"]+)"/g)].map(([, group]) => group ?? ''));
    }
  }
  return found;
}
