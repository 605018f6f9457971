import assert from "node:assert/strict";
import { test } from "node:test";
import { Line, PAUSES_MS, outcomeOf, wrongFromTheStart } from "../src/upload/line";
import type { Item, Outcome } from "../src/upload/line";

const KEPT: Outcome = { kind: "kept", input: "file-kept", token: "t" };
const BROKEN: Outcome = { kind: "broken" };

/** A line over which each file meets these outcomes in turn, and then arrives. */
function lineWith(outcomes: Record<string, Outcome[]>) {
  const tries: string[] = [];
  const pauses: number[] = [];
  const seen: string[] = [];
  let under = 0;
  let most = 0;
  const line = new Line<string>({
    send: async ({ file }) => {
      tries.push(file);
      most = Math.max(most, ++under);
      await Promise.resolve();
      under -= 1;
      return outcomes[file]?.shift() ?? KEPT;
    },
    wait: async (ms) => {
      pauses.push(ms);
    },
    changed: ({ file, state }) => seen.push(`${file} ${state.kind}`),
  });
  return { line, tries, pauses, seen, most: () => most };
}

async function settled(line: Line<string>): Promise<void> {
  for (let n = 0; n < 1_000 && line.isBusy(); n += 1) await Promise.resolve();
  assert.ok(!line.isBusy(), "it comes to rest");
}

const states = (line: Line<string>): string[] => line.items.map(({ file, state }) => `${file} ${state.kind}`);

test("files go one at a time, in the order they were chosen", async () => {
  const { line, tries, most } = lineWith({});
  ["a", "b", "c"].forEach((file) => line.add(file));
  await settled(line);
  assert.deepEqual(tries, ["a", "b", "c"]);
  assert.equal(most(), 1);
  assert.deepEqual(states(line), ["a kept", "b kept", "c kept"]);
});

test("a broken line is tried again with growing pauses, and nothing is sent twice once it arrived", async () => {
  const { line, tries, pauses, seen } = lineWith({ a: [BROKEN, BROKEN] });
  line.add("a");
  line.add("b");
  await settled(line);
  assert.deepEqual(tries, ["a", "a", "a", "b"]);
  assert.deepEqual(pauses, PAUSES_MS.slice(0, 2));
  assert.ok(pauses[0]! < pauses[1]!);
  assert.ok(seen.includes("a again"));
  assert.deepEqual(states(line), ["a kept", "b kept"]);
});

test("what never arrives waits for a person, holds up nobody, and can be tried again", async () => {
  const { line, tries } = lineWith({ a: Array.from({ length: PAUSES_MS.length + 1 }, () => BROKEN) });
  const lost = line.add("a");
  line.add("b");
  await settled(line);
  assert.deepEqual(states(line), ["a lost", "b kept"]);
  assert.equal(line.unsent(), lost);
  assert.equal(tries.length, PAUSES_MS.length + 2);
  line.retry(lost);
  await settled(line);
  assert.deepEqual(states(line), ["a kept", "b kept"]);
  assert.equal(line.unsent(), undefined);
});

test("what the server refuses is not tried again", async () => {
  const { line, tries } = lineWith({ a: [{ kind: "refused", why: "a program" }] });
  line.add("a");
  await settled(line);
  assert.deepEqual(tries, ["a"]);
  assert.deepEqual(states(line), ["a refused"]);
});

test("a file that is wrong from the start is shown and not sent", async () => {
  const { line, tries } = lineWith({});
  line.add("a", "too large");
  line.add("b");
  await settled(line);
  assert.deepEqual(tries, ["b"]);
  assert.deepEqual(line.items[0]?.state, { kind: "refused", why: "too large" });
});

test("a file that is taken out is stopped, and the next one goes", async () => {
  const sent: string[] = [];
  let first: Item<string> | undefined;
  const line = new Line<string>({
    send: ({ file }, stop) => {
      sent.push(file);
      if (file !== "a") return Promise.resolve(KEPT);
      return new Promise((done) => stop.addEventListener("abort", () => done(BROKEN)));
    },
    wait: async () => undefined,
    changed: () => undefined,
  });
  first = line.add("a");
  line.add("b");
  line.remove(first);
  await settled(line);
  assert.deepEqual(sent, ["a", "b"]);
  assert.deepEqual(states(line), ["b kept"]);
});

test("answers: kept, refused with words, broken, and a page that asks to sign in", () => {
  const json = "application/json";
  const kept = outcomeOf(200, json, '{"input":"file-kept","token":"t"}', "out");
  assert.deepEqual(kept, KEPT);
  assert.deepEqual(outcomeOf(422, json, '{"errors":["x is empty"]}', "out"), { kind: "refused", why: "x is empty" });
  for (const status of [0, 408, 429, 500, 502, 503]) {
    assert.deepEqual(outcomeOf(status, "text/html", "", "out"), BROKEN, `${status}`);
  }
  assert.deepEqual(outcomeOf(200, "text/html; charset=utf-8", "<html>", "out"), { kind: "refused", why: "out" });
  assert.equal(outcomeOf(413, "text/html", "", "out").kind, "refused");
  assert.equal(outcomeOf(200, json, "not json", "out").kind, "refused");
});

test("size and type are told before anything is sent, and what is unknown is left to the server", () => {
  const accept = "application/pdf,image/*";
  assert.equal(wrongFromTheStart({ size: 0, type: "image/png" }, accept, 10), "empty");
  assert.equal(wrongFromTheStart({ size: 11, type: "image/png" }, accept, 10), "large");
  assert.equal(wrongFromTheStart({ size: 5, type: "text/html" }, accept, 10), "type");
  assert.equal(wrongFromTheStart({ size: 5, type: "image/png" }, accept, 10), undefined);
  assert.equal(wrongFromTheStart({ size: 5, type: "" }, accept, 10), undefined);
});
