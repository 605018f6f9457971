import assert from "node:assert/strict";
import { test } from "node:test";
import { mainOf, next } from "../src/again/look";

const HERE = "https://uma.example/decisions/1";
const page = (of: string, again = ' data-again="1"'): string =>
  `<!doctype html><body><main id="main"${again}>${of}</main></body>`;
const look = (before: string, text: string, there = HERE) =>
  next({ here: HERE, there, before: mainOf(before), text: mainOf(text) });

test("the main part is found with its own tag, and nothing where there is none", () => {
  assert.equal(mainOf(page("a")), '<main id="main" data-again="1">a</main>');
  assert.equal(mainOf("<p>away</p>"), "");
  assert.equal(mainOf("</main><main"), "");
});

test("it waits until something is new, shows it, and loads the page anew once all is over", () => {
  assert.equal(look("", page("1 of 9")), "wait");
  assert.equal(look(page("1 of 9"), page("1 of 9")), "wait");
  assert.equal(look(page("1 of 9"), page("2 of 9")), "show");
  assert.equal(look(page("2 of 9"), page("done", "")), "anew");
  assert.equal(look(page("2 of 9"), "<p>something else</p>"), "anew");
});

test("where the page leads elsewhere, it goes there; another question of the same page is the same", () => {
  assert.equal(look("", page("a"), "https://uma.example/cases/2"), "there");
  assert.equal(look("", page("a"), `${HERE}?lang=fi`), "wait");
});
