// Areas of a page in thousandths of its width and height, and the lines of the form that say them.

/** The whole of a page. */
export const WHOLE = 1000;
/** A step of the arrow keys: a hundredth of a page. */
export const STEP = 10;

export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

const held = (n: number, least: number, most: number): number => Math.min(Math.max(n, least), most);

/** The area between two points, in shares from 0 to 1: rounded outwards, and on the page. */
export function between(a: { x: number; y: number }, b: { x: number; y: number }): Area {
  const from = (one: number, other: number): number => held(Math.floor(Math.min(one, other) * WHOLE), 0, WHOLE - 1);
  const until = (one: number, other: number): number => held(Math.ceil(Math.max(one, other) * WHOLE), 1, WHOLE);
  const [left, top] = [from(a.x, b.x), from(a.y, b.y)];
  return { left, top, width: Math.max(until(a.x, b.x) - left, 1), height: Math.max(until(a.y, b.y) - top, 1) };
}

/** Moved by so much, as far as the page reaches. */
export function moved(area: Area, right: number, down: number): Area {
  const left = held(area.left + right, 0, WHOLE - area.width);
  return { ...area, left, top: held(area.top + down, 0, WHOLE - area.height) };
}

/** Wider and higher by so much, as far as the page reaches. */
export function resized(area: Area, wider: number, higher: number): Area {
  const width = held(area.width + wider, 1, WHOLE - area.left);
  return { ...area, width, height: held(area.height + higher, 1, WHOLE - area.top) };
}

/** `2: 10 20.5 50 5`: the page, and per cent from the left and the top, wide and high. */
export function written(page: number, { left, top, width, height }: Area): string {
  return `${page}: ${[left, top, width, height].map((n) => String(n / 10)).join(" ")}`;
}

/** The areas that lines say; a line that says none is left to the server. */
export function read(text: string): Array<{ page: number; area: Area }> {
  return text.split(/[\n;]/).flatMap((line) => {
    const found = /^\s*(\d+)\s*:\s*([\d.,%]+)\s+([\d.,%]+)\s+([\d.,%]+)\s+([\d.,%]+)\s*$/.exec(line);
    if (!found) return [];
    const [page, left, top, width, height] = found.slice(1).map((part) => Number(part.replace("%", "").replace(",", ".")));
    const whole = [left, top, width, height].map((n) => Math.round((n ?? NaN) * 10));
    if (whole.some((n) => !Number.isFinite(n))) return [];
    const [l = 0, t = 0, w = 0, h = 0] = whole;
    return [{ page: page ?? 0, area: { left: l, top: t, width: w, height: h } }];
  });
}
