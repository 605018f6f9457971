// Looks again at a page on which something is under way, and shows what has become of it. Without
// scripts the page loads itself.
import { mainOf, next } from "../again/look";

/** Whoever leaves a page open is not kept signed in by it: after so long it looks no more. */
const SECONDS_MAX = 600;
/** Each look is recorded, so they become rarer while nothing happens, up to this. */
const PAUSE_SECONDS_MAX = 15;

interface Policy {
  createHTML(html: string): string;
}
interface Policies {
  createPolicy(name: string, rules: Policy): Policy;
}

// Only what this house answered is parsed, and no script in it runs: the page's policy says which may.
const policies = (window as unknown as { trustedTypes?: Policies }).trustedTypes;
const own = policies?.createPolicy("uma", { createHTML: (html) => html });

/** The children of a main part, as this page has them. */
function children(text: string): Node[] {
  const page = new DOMParser().parseFromString(own?.createHTML(text) ?? text, "text/html");
  return [...(page.querySelector("main")?.childNodes ?? [])];
}

const shown = document.querySelector<HTMLElement>("main[data-again]");
if (shown) {
  const seconds = Number(shown.dataset["again"]);
  let left = SECONDS_MAX;
  let pause = seconds;
  let before = "";
  const wait = (): void => {
    left -= pause;
    if (left > 0) window.setTimeout(() => void look(), pause * 1000);
  };
  const look = async (): Promise<void> => {
    const answer = await fetch(location.href).catch(() => undefined);
    if (!answer?.ok) return wait();
    const text = mainOf(await answer.text());
    const to = next({ here: location.href, there: answer.url, before, text });
    before = text;
    if (to === "there") return location.assign(answer.url);
    if (to === "anew") return location.reload();
    pause = to === "show" ? seconds : Math.min(pause * 1.5, PAUSE_SECONDS_MAX);
    // What moves by itself is left alone.
    if (to === "show" && !shown.querySelector("[aria-live]")) shown.replaceChildren(...children(text));
    wait();
  };
  wait();
}
