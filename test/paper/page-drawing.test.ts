import { expect, test } from "vitest";
import { drawOver, type PageDrawing } from "../../lib/paper/page-drawing.ts";
import { strokesOf } from "../../lib/paper/stroke-letters.ts";

const size = { width: 400, height: 300 };
const nothing: PageDrawing = { trim: null, bleed: null, safe: [], folds: [], notes: [] };

/** A white page with that drawn over it, and a way to ask for the colour of a place. */
function drawn(drawing: Partial<PageDrawing>) {
  const pixels = { ...size, data: new Uint8Array(size.width * size.height * 3).fill(255) };
  drawOver(pixels, { ...nothing, ...drawing });
  return (x: number, y: number) => [...pixels.data.subarray((y * size.width + x) * 3).subarray(0, 3)];
}

const white = [255, 255, 255];
const place = { left: 100, top: 100, width: 60, height: 40 };
const error = { code: "a", severity: "error", places: [place] } as const;

test("the trim is a whole green line, the bleed a broken blue one", () => {
  const at = drawn({
    trim: { left: 20, top: 20, width: 360, height: 260 },
    bleed: { left: 0, top: 0, ...size },
  });
  const along = Array.from({ length: 300 }, (_, x) => x + 50);
  expect(new Set(along.map((x) => String(at(x, 20))))).toEqual(new Set(["0,160,64"]));
  expect(new Set(along.map((x) => String(at(x, 0))))).toEqual(new Set(["0,96,255", String(white)]));
  expect(at(200, 150)).toEqual(white);
});

test("a place is outlined and tinted; one as large as the page is outlined only", () => {
  const small = drawn({ notes: [error] });
  expect(small(100, 120)).toEqual([224, 0, 32]);
  expect(small(130, 120)).toEqual([251, 224, 228]);
  const large = drawn({ notes: [{ ...error, places: [{ left: 10, top: 10, width: 380, height: 280 }] }] });
  expect(large(200, 150)).toEqual(white);
});

test("codes of one place are written one below the other", () => {
  const codes = ["aaaa", "bbbb", "cccc"].map((code) => ({ ...error, code, places: [] }));
  const at = drawn({ notes: codes });
  const inked = (top: number) =>
    Array.from({ length: 40 * 12 }, (_, n) => at(30 + (n % 40), top + Math.floor(n / 40))).filter(
      (pixel) => pixel[1] === 0,
    ).length;
  for (const line of [0, 1, 2]) expect(inked(30 + line * 26)).toBeGreaterThan(50);
});

test("whatever a file says of its places, drawing ends and stays on the page", () => {
  const wild = [Number.NaN, Number.POSITIVE_INFINITY, -1e9, 1e9];
  const places = wild.flatMap((left) => wild.map((width) => ({ left, top: left, width, height: width })));
  const [first = place] = places;
  const at = drawn({ trim: first, bleed: first, safe: places, folds: places, notes: [{ ...error, places }] });
  expect(at(0, 0)).toHaveLength(3);
});

test("every letter that codes are written in has strokes within its grid", () => {
  for (const letter of "abcdefghijklmnopqrstuvwxyz0123456789_") {
    const strokes = strokesOf(letter);
    expect(strokes.length, letter).toBeGreaterThan(0);
    for (const [x1, y1, x2, y2] of strokes) {
      expect(Math.max(x1, x2)).toBeLessThanOrEqual(4);
      expect(Math.max(y1, y2)).toBeLessThanOrEqual(6);
    }
  }
  expect(strokesOf("é ")).toEqual([]);
});
