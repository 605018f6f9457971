// What a page that was fetched again says of what is under way on it.

/** The main part of a page, its own tag with it; nothing where there is none. */
export function mainOf(page: string): string {
  const begin = page.indexOf("<main");
  const end = page.lastIndexOf("</main>");
  return begin < 0 || end < begin ? "" : page.slice(begin, end + "</main>".length);
}

/** What two looks at a page say. */
export interface Looks {
  /** The address that is shown. */
  here: string;
  /** The address that answered. */
  there: string;
  /** The main part as it was at the last look; nothing at the first. */
  before: string;
  /** The main part now. */
  text: string;
}

/** Goes on elsewhere, loads the page anew as all is over, shows how far it is, or waits. */
export function next({ here, there, before, text }: Looks): "there" | "anew" | "show" | "wait" {
  if (new URL(here).pathname !== new URL(there).pathname) return "there";
  if (!/^<main[^>]* data-again=/.test(text)) return "anew";
  return before !== "" && before !== text ? "show" : "wait";
}
