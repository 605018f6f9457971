// Sends the files of a form ahead of it, one by one as they are chosen, over a line that may break.
// What arrives is kept by the server and stands in the form as a hidden input, so the form itself is
// small and done once. Without this script all files go in one post.
import { Line, outcomeOf, wrongFromTheStart } from "../upload/line";
import type { Item, Outcome } from "../upload/line";

/** A try is given up when not one byte moved for so long. */
const STALLED_MS = 30_000;

interface Row {
  element: HTMLLIElement;
  state: HTMLElement;
  progress: HTMLProgressElement;
  retry: HTMLButtonElement;
  kept: HTMLInputElement | undefined;
}

const form = document.querySelector<HTMLFormElement>("form[enctype='multipart/form-data']");
const input = form?.querySelector<HTMLInputElement>("input[type=file][data-upload]");
const list = input && document.getElementById(input.dataset["upload"] ?? "");
if (form && input && list) sendAhead(form, input, list);

function sendAhead(form: HTMLFormElement, input: HTMLInputElement, list: HTMLElement): void {
  const words = (name: string): string => input.dataset[name] ?? "";
  const said = document.getElementById(`${input.id}-said`);
  const rows = new Map<Item<File>, Row>();
  let held: { by: HTMLElement | null } | undefined;

  const line = new Line<File>({
    send: (item, stop) => post(form, input, item.file, stop, (share) => move(rows.get(item), share)),
    wait: pause,
    changed: show,
  });

  const say = (what: string): void => {
    if (said) said.textContent = what;
  };

  const count = (): number => list.children.length;

  for (const row of list.querySelectorAll<HTMLElement>(".uma-file")) makeRemovable(row);

  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    // The form sends what has arrived; the files themselves do not go a second time.
    input.value = "";
    input.removeAttribute("aria-invalid");
    for (const file of chosen) take(file);
  });

  function take(file: File): void {
    const wrong = wrongFromTheStart(file, input.accept, Number(words("bytesMax")));
    const many = count() >= Number(words("filesMax")) ? words("many") : undefined;
    line.add(file, wrong === undefined ? many : words(wrong));
  }

  function show(item: Item<File>): void {
    const row = rows.get(item) ?? newRow(item);
    const { state } = item;
    row.element.dataset["state"] = state.kind;
    const text = state.kind === "refused" ? state.why : words(state.kind);
    if (row.state.textContent !== text) row.state.textContent = text;
    row.progress.hidden = state.kind !== "sending";
    row.retry.hidden = state.kind !== "lost";
    if (state.kind === "sending") move(row, 0);
    if (state.kind === "kept" && !row.kept) {
      row.kept = hidden(state.input, state.token);
      row.element.append(row.kept);
    }
    if (state.kind !== "waiting" && state.kind !== "sending") say(`${item.file.name}: ${text}`);
    if (held && !line.isBusy()) goOn();
  }

  function newRow(item: Item<File>): Row {
    const element = document.createElement("li");
    element.className = "uma-file";
    const name = document.createElement("bdi");
    name.className = "uma-file-name";
    name.textContent = item.file.name;
    const state = document.createElement("span");
    state.className = "uma-file-state";
    const progress = document.createElement("progress");
    progress.max = 1;
    progress.setAttribute("aria-label", item.file.name);
    const retry = button(words("retry"), item.file.name);
    retry.addEventListener("click", () => {
      // The button goes away under the finger; the next one of the row takes over.
      element.querySelector<HTMLButtonElement>("button:not([hidden]):last-of-type")?.focus();
      line.retry(item);
    });
    const remove = button(words("remove"), item.file.name);
    remove.addEventListener("click", () => {
      line.remove(item);
      rows.delete(item);
      takeOut(element, item.file.name);
    });
    element.append(name, state, progress, retry, remove);
    list.append(element);
    const row: Row = { element, state, progress, retry, kept: undefined };
    rows.set(item, row);
    return row;
  }

  /** Gives a file that the page brought along a button in place of the box that needs no script. */
  function makeRemovable(row: HTMLElement): void {
    const name = row.querySelector(".uma-file-name")?.textContent ?? "";
    const remove = button(words("remove"), name);
    remove.addEventListener("click", () => takeOut(row, name));
    row.querySelector(".uma-file-out")?.replaceWith(remove);
  }

  function takeOut(row: HTMLElement, name: string): void {
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    const next = beside?.querySelector<HTMLButtonElement>("button:not([hidden]):last-of-type");
    (next ?? input).focus();
    say(`${name}: ${words("removed")}`);
    if (held && !line.isBusy()) goOn();
  }

  form.addEventListener(
    "submit",
    (event) => {
      if (!line.isBusy() && !line.unsent()) return;
      event.preventDefault();
      // The guard must not think that the form is on its way.
      event.stopImmediatePropagation();
      if (line.isBusy()) {
        held = { by: event.submitter };
        say(words("hold"));
        return;
      }
      stayFor(line.unsent());
    },
    { capture: true },
  );

  function goOn(): void {
    const by = held?.by;
    held = undefined;
    if (line.unsent()) stayFor(line.unsent());
    // After what is under way here: the last file's input has to be in the form.
    else window.setTimeout(() => form.requestSubmit(by instanceof HTMLButtonElement ? by : null), 0);
  }

  function stayFor(item: Item<File> | undefined): void {
    const row = item && rows.get(item);
    row?.element.querySelector<HTMLButtonElement>("button:not([hidden])")?.focus();
    say(words("unsent"));
  }

  function button(label: string, of: string): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "ds-button";
    made.dataset["variant"] = "tertiary";
    const about = document.createElement("bdi");
    about.className = "ds-sr-only";
    about.textContent = of;
    made.append(`${label} `, about);
    return made;
  }
}

function move(row: Row | undefined, share: number): void {
  if (row) row.progress.value = share;
}

function hidden(name: string, value: string): HTMLInputElement {
  const made = document.createElement("input");
  made.type = "hidden";
  made.name = name;
  made.value = value;
  return made;
}

/** Waits, but not longer than until the network is said to be back. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      window.clearTimeout(timer);
      window.removeEventListener("online", end);
      stop.removeEventListener("abort", end);
      done();
    };
    const timer = window.setTimeout(end, ms);
    window.addEventListener("online", end);
    stop.addEventListener("abort", end);
  });
}

/** One try. Only this old way of asking tells how much has been sent. */
function post(
  form: HTMLFormElement,
  input: HTMLInputElement,
  file: File,
  stop: AbortSignal,
  moved: (share: number) => void,
): Promise<Outcome> {
  const body = new FormData();
  const token = form.querySelector<HTMLInputElement>("input[name=csrf]")?.value ?? "";
  body.append("csrf", token);
  body.append("ahead", "1");
  body.append(input.name, file, file.name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    let stalled = 0;
    const awake = (): void => {
      window.clearTimeout(stalled);
      stalled = window.setTimeout(() => request.abort(), STALLED_MS);
    };
    const end = (): void => {
      window.clearTimeout(stalled);
      stop.removeEventListener("abort", abort);
      const type = request.getResponseHeader("content-type") ?? "";
      const signedOut = input.dataset["signedOut"] ?? "";
      done(outcomeOf(request.status, type, request.responseText, signedOut));
    };
    const abort = (): void => request.abort();
    stop.addEventListener("abort", abort);
    request.upload.addEventListener("progress", (event) => {
      awake();
      if (event.lengthComputable) moved(event.loaded / event.total);
    });
    request.addEventListener("loadend", end);
    request.open("POST", form.action);
    request.setRequestHeader("accept", "application/json");
    awake();
    request.send(body);
  });
}
