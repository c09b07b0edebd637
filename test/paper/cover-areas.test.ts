import fc from "fast-check";
import { expect, test } from "vitest";
import { type Book, coverSpread } from "../../lib/paper/cover.ts";
import { coverAreas } from "../../lib/paper/cover-areas.ts";
import type { Rect, Size } from "../../lib/paper/length.ts";
import { pageAreas } from "../../lib/paper/page-areas.ts";

const build = {
  softAllowanceMm: 1,
  caseAllowanceMm: 6,
  caseSteps: [{ maxPages: 100, spineMm: 7 }],
  turnInMm: 17,
  jointMm: 10,
  overhangMm: 3,
};
const a4 = { binding: "perfect_bound", trimMm: { width: 210, height: 297 }, bleedMm: 3, edge: "left" };
const square = { ...a4, binding: "case", trimMm: { width: 210, height: 210 } };

function areasOf(book: Book, pages: number) {
  const spread = coverSpread(book, { pages, stock: { gsm: 170, bulk: 0.9 } }, build);
  if (!spread) throw new Error("no spread");
  return coverAreas(spread, { binding: book.binding, safeMm: 5, pages }, build);
}

test("a soft cover of 100 pages: spine 8.65 from 213, glue 5 beside it, nothing turned in", () => {
  const areas = areasOf(a4, 100);
  expect(areas.media).toEqual({ width: 434.65, height: 303 });
  expect(areas.spine).toEqual({ left: 213, top: 3, width: 8.65, height: 297 });
  expect(areas.glue).toEqual({ left: 208, top: 3, width: 18.65, height: 297 });
  expect(areas).toMatchObject({ turnInMm: 0, overhangMm: 0, joints: [] });
  expect(areas.safe.back).toEqual({ left: 8, top: 8, width: 200, height: 287 });
  expect(areas.spineText.area).toEqual({ left: 214.6, top: 13, width: 5.45, height: 277 });
});

test("a case of a 210 mm square has two joints of 10 mm between boards and spine, and text keeps 10 from them", () => {
  const areas = areasOf(square, 100);
  expect(areas.joints).toEqual([
    { left: 222, top: 17, width: 10, height: 216 },
    { left: 239, top: 17, width: 10, height: 216 },
  ]);
  expect(areas).toMatchObject({ turnInMm: 17, overhangMm: 3, glue: null, bleedMm: 0 });
  expect(areas.safe.front).toEqual({ left: 259, top: 22, width: 190, height: 206 });
  expect(areas.safe.back).toEqual({ left: 22, top: 22, width: 190, height: 206 });
});

test("a thin book has no place for spine text, and says from how many pages on there is", () => {
  expect(areasOf(a4, 98).spineText).toEqual({ fromPages: 100, area: null });
  expect(areasOf(square, 78).spineText).toEqual({ fromPages: 80, area: null });
});

test("every area lies on the media, and what is safe lies on its side of the cover, whatever the book", () => {
  const side = fc.integer({ min: 80, max: 420 });
  const book = fc.record({
    binding: fc.constantFrom("perfect_bound", "case", "layflat"),
    trimMm: fc.record({ width: side, height: side }),
    bleedMm: fc.constantFrom(0, 3, 5),
    edge: fc.constantFrom("left", "right"),
  });
  fc.assert(
    fc.property(book, fc.integer({ min: 10, max: 250 }), (each, leaves) => {
      const { media, trim, front, back, spine, joints, safe, spineText } = areasOf(each, 2 * leaves);
      const all = [trim, front, back, spine, ...joints];
      for (const rect of all) expect(isWithin(rect, { left: 0, top: 0, ...media })).toBe(true);
      expect(isWithin(safe.front, front) && isWithin(safe.back, back)).toBe(true);
      if (spineText.area) expect(isWithin(spineText.area, spine)).toBe(true);
    }),
  );
});

test("a canvas shows its face and keeps its wrap", () => {
  const canvas = { binding: "canvas", trimMm: { width: 200, height: 300 }, bleedMm: 53, safeMm: 10 };
  expect(pageAreas(canvas)).toEqual({
    media: { width: 306, height: 406 },
    bleedMm: 0,
    trim: { left: 0, top: 0, width: 306, height: 406 },
    face: { left: 53, top: 53, width: 200, height: 300 },
    safe: { left: 63, top: 63, width: 180, height: 280 },
  });
});

/** To a micrometre. */
function isWithin(inner: Rect, outer: Rect): boolean {
  const end = (rect: Rect, side: keyof Size) => (side === "width" ? rect.left : rect.top) + rect[side];
  const starts = inner.left >= outer.left - 0.001 && inner.top >= outer.top - 0.001;
  return (
    starts && (["width", "height"] as const).every((side) => end(inner, side) <= end(outer, side) + 0.001)
  );
}
