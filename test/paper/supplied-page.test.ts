import { expect, test } from "vitest";
import type { Rect } from "../../lib/paper/length.ts";
import { locateTrim } from "../../lib/paper/supplied-page.ts";

const a4 = { trimMm: { width: 210, height: 297 }, bleedMm: 3 };
const size = (width: number, height: number) => ({ width, height });
const bare = (width: number, height: number) => ({ media: size(width, height), crop: null, trim: null });
const box = (margin: number, width: number, height: number): Rect => ({
  left: margin,
  top: margin,
  width,
  height,
});

test("a TrimBox of the product's size is the trim, and the room around it the bleed", () => {
  const page = { media: size(230, 317), crop: null, trim: box(10, 210, 297) };
  expect(locateTrim(page, a4)).toMatchObject({ trim: page.trim, hasBleed: true, scaled: false });
});

test("a TrimBox with too little room around it gets its bleed made", () => {
  const page = { media: size(212, 299), crop: null, trim: box(1, 210, 297) };
  expect(locateTrim(page, a4)).toMatchObject({ hasBleed: false });
});

test("a page of trim and bleed has its trim inside, also under a TrimBox that repeats the MediaBox", () => {
  const trim = box(3, 210, 297);
  expect(locateTrim(bare(216, 303), a4)).toMatchObject({ trim, hasBleed: true, scaled: false });
  expect(locateTrim({ ...bare(216, 303), trim: box(0, 216, 303) }, a4)).toMatchObject({
    trim,
    hasBleed: true,
  });
});

test("a page of trim size gets its bleed made", () => {
  expect(locateTrim(bare(210.0015, 297.0001), a4)).toMatchObject({ hasBleed: false, scaled: false });
});

test("a CropBox of trim size inside a larger page is the trim, and what it cuts away no bleed", () => {
  const page = { media: size(250, 350), crop: box(20, 210, 297), trim: null };
  expect(locateTrim(page, a4)).toMatchObject({ trim: page.crop, hasBleed: false });
});

test("another size of the same proportions within 2% is scaled, and said to be", () => {
  expect(locateTrim(bare(148, 210), a4)).toMatchObject({ scaled: true, hasBleed: false });
  expect(locateTrim(bare(105, 148), a4)?.scale.width).toBeCloseTo(2, 6);
});

test("pages of other proportions fit nowhere", () => {
  expect(locateTrim(bare(210, 210), a4)).toBeNull();
  expect(locateTrim(bare(297, 210), a4)).toBeNull();
  expect(locateTrim(bare(215.9, 279.4), a4)).toBeNull();
});
