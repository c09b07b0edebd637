import fc from "fast-check";
import { expect, test } from "vitest";
import { mmToPx } from "../../lib/paper/length.ts";
import { pixelsFor, place } from "../../lib/paper/placement.ts";
import { severityOf } from "../../lib/paper/resolution.ts";
import { faceRect, mediaMm, sheetOf } from "../../lib/paper/sheet.ts";

const square = { binding: "case", trimMm: { width: 210, height: 210 }, bleedMm: 3 };

function areas(product: typeof square) {
  return { media: { left: 0, top: 0, ...mediaMm(sheetOf(product)) }, face: faceRect(product) };
}

test("pixels with 3 mm bleed at 300 dpi are those of the trade", () => {
  const px = (...mm: number[]) => mm.map((length) => mmToPx(length + 6, 300));
  expect(px(148, 210)).toEqual([1819, 2551]);
  expect(px(210, 297)).toEqual([2551, 3579]);
  expect(px(500, 700)).toEqual([5976, 8339]);
});

test("a landscape photograph that fills a square loses its sides", () => {
  const placement = place({ width: 6000, height: 4000 }, areas(square), "fill");
  expect(placement.onto).toEqual({ left: 0, top: 0, width: 216, height: 216 });
  expect(placement.crop).toEqual({ width: 4000, height: 4000 });
  expect(placement.lost).toBeCloseTo(1 / 3, 6);
  expect(pixelsFor(placement, 300)).toEqual({ width: 2551, height: 2551 });
});

test("a photograph that fits keeps all it shows inside the trim", () => {
  const placement = place({ width: 6000, height: 4000 }, areas(square), "fit");
  expect(placement.onto).toEqual({ left: 3, top: 38, width: 210, height: 140 });
  expect(placement.lost).toBe(0);
});

test("a small picture is never blown up: its pixels and its resolution stay what they are", () => {
  const placement = place({ width: 1000, height: 1000 }, areas(square), "fill");
  expect(pixelsFor(placement, 300)).toEqual({ width: 1000, height: 1000 });
  expect(placement.dpi).toBeCloseTo(117.6, 1);
});

test("a canvas is printed on face and wrap, and a picture that fits stays on the face", () => {
  const canvas = { binding: "canvas", trimMm: { width: 300, height: 300 }, bleedMm: 53 };
  expect(sheetOf(canvas)).toEqual({ trimMm: { width: 406, height: 406 }, bleedMm: 0 });
  expect(place({ width: 100, height: 100 }, areas(canvas), "fit").onto).toMatchObject({
    left: 53,
    width: 300,
  });
});

test("severities begin below their thresholds", () => {
  const books = { info: 300, warning: 200, error: 150 };
  const at = (dpi: number) => severityOf(dpi, books);
  expect([300, 299.6, 299, 200, 199, 150, 149].map(at)).toEqual([
    null,
    null,
    "info",
    "info",
    "warning",
    "warning",
    "error",
  ]);
});

test("whatever is placed stays on the media, and a fill covers it", () => {
  const sizes = (min: number, max: number) =>
    fc.record({ width: fc.integer({ min, max }), height: fc.integer({ min, max }) });
  fc.assert(
    fc.property(sizes(1, 12_000), sizes(50, 1000), (source, trimMm) => {
      const page = areas({ ...square, trimMm });
      const fill = place(source, page, "fill");
      expect(fill.onto).toEqual(page.media);
      expect(fill.crop.width / fill.crop.height).toBeCloseTo(page.media.width / page.media.height, 6);
      const { onto } = place(source, page, "fit");
      expect(onto.left).toBeGreaterThanOrEqual(3);
      expect(onto.left + onto.width).toBeLessThanOrEqual(3 + trimMm.width + 0.002);
      expect(onto.top + onto.height).toBeLessThanOrEqual(3 + trimMm.height + 0.002);
    }),
  );
});
