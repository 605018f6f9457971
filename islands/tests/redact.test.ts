import assert from "node:assert/strict";
import { test } from "node:test";
import { WHOLE, between, moved, read, resized, written } from "../src/redact/area";

test("an area is rounded outwards and stays on the page", () => {
  assert.deepEqual(between({ x: 0.5004, y: 0.2 }, { x: 0.1996, y: 0.3001 }), { left: 199, top: 200, width: 302, height: 101 });
  assert.deepEqual(between({ x: -0.2, y: 0 }, { x: 1.4, y: 2 }), { left: 0, top: 0, width: WHOLE, height: WHOLE });
  assert.deepEqual(between({ x: 1.2, y: 1.2 }, { x: 1.4, y: 2 }), { left: 999, top: 999, width: 1, height: 1 });
});

test("an area is moved and resized as far as the page reaches", () => {
  const area = { left: 10, top: 980, width: 20, height: 20 };
  assert.deepEqual(moved(area, -30, 30), { left: 0, top: 980, width: 20, height: 20 });
  assert.deepEqual(resized(area, -30, 30), { left: 10, top: 980, width: 1, height: 20 });
});

test("what is written is read", () => {
  const area = { left: 100, top: 205, width: 500, height: 50 };
  assert.equal(written(2, area), "2: 10 20.5 50 5");
  assert.deepEqual(read("2: 10 20.5 50 5\nnot a box; 3: 1% 2,5 3 4"), [
    { page: 2, area },
    { page: 3, area: { left: 10, top: 25, width: 30, height: 40 } },
  ]);
});
