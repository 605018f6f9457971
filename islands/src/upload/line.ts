// Sends files over a line that may break: one at a time, each tried again with growing pauses, and
// again whenever a person asks. Nothing here knows a page or a clock; both are handed in.

/** Pauses before a file is tried again, in milliseconds: a lift, a tunnel, a router that starts anew. */
export const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000];

/** How one try ended. */
export type Outcome =
  | { kind: "kept"; input: string; token: string }
  /** The server has looked at it and says why it does not take it: trying again changes nothing. */
  | { kind: "refused"; why: string }
  /** The line broke, or the server is not there just now. */
  | { kind: "broken" };

/** How a file stands. */
export type State =
  | { kind: "waiting" }
  | { kind: "sending" }
  | { kind: "again" }
  | { kind: "kept"; input: string; token: string }
  | { kind: "refused"; why: string }
  | { kind: "lost" };

export interface Item<F> {
  file: F;
  state: State;
}

export interface World<F> {
  /** One try; `stop` ends it when the file was taken out. */
  send: (item: Item<F>, stop: AbortSignal) => Promise<Outcome>;
  wait: (ms: number, stop: AbortSignal) => Promise<void>;
  /** Something is to be shown anew. */
  changed: (item: Item<F>) => void;
}

/** Files in the order they were chosen. */
export class Line<F> {
  readonly items: Item<F>[] = [];
  readonly #world: World<F>;
  #running = false;
  #current: { item: Item<F>; stop: AbortController } | undefined;

  constructor(world: World<F>) {
    this.#world = world;
  }

  /** Takes a file, to be sent in its turn; one that is wrong from the start is only shown. */
  add(file: F, wrong?: string): Item<F> {
    const state: State = wrong === undefined ? { kind: "waiting" } : { kind: "refused", why: wrong };
    const item: Item<F> = { file, state };
    this.items.push(item);
    this.#world.changed(item);
    void this.#run();
    return item;
  }

  /** Takes a file out; one that is on its way is stopped. */
  remove(item: Item<F>): void {
    const at = this.items.indexOf(item);
    if (at >= 0) this.items.splice(at, 1);
    if (this.#current?.item === item) this.#current.stop.abort();
  }

  /** Tries a lost file once more, after those that wait. */
  retry(item: Item<F>): void {
    if (item.state.kind !== "lost") return;
    this.#set(item, { kind: "waiting" });
    void this.#run();
  }

  /** Is anything still to be sent? */
  isBusy(): boolean {
    return this.items.some(({ state }) => ["waiting", "sending", "again"].includes(state.kind));
  }

  /** The first file that did not arrive, when there is one. */
  unsent(): Item<F> | undefined {
    return this.items.find(({ state }) => state.kind === "lost" || state.kind === "refused");
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let item = this.#next(); item; item = this.#next()) await this.#through(item);
    this.#running = false;
  }

  #next(): Item<F> | undefined {
    return this.items.find(({ state }) => state.kind === "waiting");
  }

  async #through(item: Item<F>): Promise<void> {
    const stop = new AbortController();
    this.#current = { item, stop };
    for (const pause of [...PAUSES_MS, undefined]) {
      this.#set(item, { kind: "sending" });
      const outcome = await this.#world.send(item, stop.signal);
      if (stop.signal.aborted) break;
      if (outcome.kind !== "broken") {
        this.#set(item, outcome);
        break;
      }
      if (pause === undefined) {
        this.#set(item, { kind: "lost" });
        break;
      }
      this.#set(item, { kind: "again" });
      await this.#world.wait(pause, stop.signal);
      if (stop.signal.aborted) break;
    }
    this.#current = undefined;
  }

  #set(item: Item<F>, state: State): void {
    item.state = state;
    if (this.items.includes(item)) this.#world.changed(item);
  }
}

/** What is wrong with a file from the start; nothing when the server has to tell. */
export function wrongFromTheStart(
  file: { size: number; type: string },
  accept: string,
  bytesMax: number,
): "empty" | "large" | "type" | undefined {
  if (file.size === 0) return "empty";
  if (file.size > bytesMax) return "large";
  // A browser that does not know the type says nothing; content decides, not the name.
  if (file.type === "" || accept === "") return undefined;
  const fits = accept.split(",").some((kind) => {
    const wanted = kind.trim();
    return wanted.endsWith("*") ? file.type.startsWith(wanted.slice(0, -1)) : wanted === file.type;
  });
  return fits ? undefined : "type";
}

/** What an answer means. */
export function outcomeOf(status: number, type: string, body: string, signedOut: string): Outcome {
  if (status === 0 || status === 408 || status === 429 || status >= 500) return { kind: "broken" };
  if (!type.startsWith("application/json")) {
    // A page instead of an answer: the way led to signing in.
    if (status < 400) return { kind: "refused", why: signedOut };
    return { kind: "refused", why: `${status}` };
  }
  const said = parsed(body);
  if (status === 200 && typeof said["input"] === "string" && typeof said["token"] === "string") {
    return { kind: "kept", input: said["input"], token: said["token"] };
  }
  const errors = said["errors"];
  return { kind: "refused", why: Array.isArray(errors) ? errors.join(" ") : `${status}` };
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
