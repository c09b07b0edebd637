import { expect, test } from "vitest";
import { lengthIn, rectIn, sizeIn } from "../../lib/paper/units.ts";

test("an inch is an inch in every unit", () => {
  expect(lengthIn(25.4)).toEqual({ mm: 25.4, pt: 72, in: 1, px: 300 });
});

test("A4 with 3 mm of bleed is 2551 x 3579 px at 300 dpi", () => {
  expect(sizeIn({ width: 216, height: 303 }).px).toEqual({ width: 2551, height: 3579 });
});

test("a rectangle keeps its corner", () => {
  const { pt, in: inches } = rectIn({ left: 3, top: 0, width: 152.4, height: 228.6 });
  expect(pt).toEqual({ left: 8.5039, top: 0, width: 432, height: 648 });
  expect(inches).toEqual({ left: 0.11811, top: 0, width: 6, height: 9 });
});
