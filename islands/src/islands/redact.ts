// Boxes over what a party may not see: drawn with the mouse or set by keys, and written as lines into
// the form's own field, which works as well without this script.
import { STEP, WHOLE, between, moved, read, resized, written } from "../redact/area";
import type { Area } from "../redact/area";

/** Smaller than this, in thousandths, is a click and no box. */
const LEAST = 4;
/** Pixels from the lower right corner of a box where dragging changes its size. */
const CORNER = 16;

const sheets = document.querySelector<HTMLElement>("[data-redact]");
const field = document.getElementById(sheets?.dataset["redact"] ?? "");
const choice = document.getElementById(sheets?.dataset["choose"] ?? "");
const said = document.getElementById("redact-said");

if (sheets && field instanceof HTMLTextAreaElement && choice instanceof HTMLInputElement) {
  const words = sheets.dataset;
  const say = (text: string | undefined): void => {
    if (said) said.textContent = text ?? "";
  };

  const placed = (box: HTMLElement, area: Area): void => {
    const share = (n: number): string => `${(n * 100) / WHOLE}%`;
    box.style.left = share(area.left);
    box.style.top = share(area.top);
    box.style.width = share(area.width);
    box.style.height = share(area.height);
  };

  const show = (): void => {
    for (const box of sheets.querySelectorAll("div.uma-box")) box.remove();
    for (const { page, area } of read(field.value)) {
      const face = sheets.querySelector(`[data-page="${page}"] .uma-sheet-face`);
      const box = document.createElement("div");
      box.className = "uma-box";
      placed(box, area);
      face?.append(box);
    }
  };

  const keep = (page: number, area: Area): void => {
    const line = written(page, area);
    const before = field.value.trimEnd();
    field.value = before === "" ? line : `${before}\n${line}`;
    choice.checked = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    say(`${words["taken"]}: ${line}`);
  };

  /** A box that is not in the list yet. */
  const pending = (page: number, face: HTMLElement, button: HTMLButtonElement): void => {
    face.querySelector("button.uma-box")?.remove();
    let area: Area = { left: 300, top: 450, width: 400, height: 50 };
    const box = document.createElement("button");
    box.type = "button";
    box.className = "uma-box";
    box.setAttribute("aria-label", `${words["area"]}. ${words["keys"]}`);
    const set = (next: Area): void => {
      area = next;
      placed(box, area);
      say(written(page, area));
    };
    const end = (): void => {
      box.remove();
      button.focus();
    };
    let dragged = false;
    box.addEventListener("click", () => {
      if (dragged) return;
      keep(page, area);
      end();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        end();
        say(words["dropped"]);
        return;
      }
      const steps: Record<string, [number, number]> = {
        ArrowLeft: [-STEP, 0],
        ArrowRight: [STEP, 0],
        ArrowUp: [0, -STEP],
        ArrowDown: [0, STEP],
      };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      set(event.shiftKey ? resized(area, ...step) : moved(area, ...step));
    });
    box.addEventListener("pointerdown", (event) => {
      const whole = face.getBoundingClientRect();
      const own = box.getBoundingClientRect();
      const corner = own.right - event.clientX < CORNER && own.bottom - event.clientY < CORNER;
      const [x, y, start] = [event.clientX, event.clientY, area];
      dragged = false;
      box.setPointerCapture(event.pointerId);
      const move = (now: PointerEvent): void => {
        const right = Math.round(((now.clientX - x) / whole.width) * WHOLE);
        const down = Math.round(((now.clientY - y) / whole.height) * WHOLE);
        dragged ||= Math.abs(right) + Math.abs(down) > LEAST;
        if (dragged) set(corner ? resized(start, right, down) : moved(start, right, down));
      };
      box.addEventListener("pointermove", move);
      box.addEventListener("pointerup", () => box.removeEventListener("pointermove", move), { once: true });
    });
    face.append(box);
    set(area);
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  };

  /** A finger scrolls; a mouse or a pen draws. */
  const draw = (page: number, face: HTMLElement): void => {
    face.addEventListener("dragstart", (event) => event.preventDefault());
    face.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "touch" || event.button !== 0 || event.target instanceof HTMLButtonElement) return;
      event.preventDefault();
      const whole = face.getBoundingClientRect();
      const at = (now: PointerEvent): { x: number; y: number } => ({
        x: (now.clientX - whole.left) / whole.width,
        y: (now.clientY - whole.top) / whole.height,
      });
      const start = at(event);
      const box = document.createElement("div");
      box.className = "uma-box";
      face.append(box);
      face.setPointerCapture(event.pointerId);
      const move = (now: PointerEvent): void => placed(box, between(start, at(now)));
      const stop = (now: PointerEvent): void => {
        face.removeEventListener("pointermove", move);
        face.removeEventListener("pointerup", stop);
        face.removeEventListener("pointercancel", stop);
        box.remove();
        const area = between(start, at(now));
        if (now.type === "pointerup" && area.width >= LEAST && area.height >= LEAST) keep(page, area);
      };
      face.addEventListener("pointermove", move);
      face.addEventListener("pointerup", stop);
      face.addEventListener("pointercancel", stop);
    });
  };

  for (const sheet of sheets.querySelectorAll<HTMLElement>("[data-page]")) {
    const page = Number(sheet.dataset["page"]);
    const face = sheet.querySelector<HTMLElement>(".uma-sheet-face");
    if (!face) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds-button";
    button.dataset["variant"] = "tertiary";
    button.textContent = `${words["draw"]} (${page})`;
    button.addEventListener("click", () => pending(page, face, button));
    sheet.append(button);
    draw(page, face);
  }
  field.addEventListener("input", show);
  show();
}
