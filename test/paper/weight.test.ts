import { expect, test } from "vitest";
import { weightGrams } from "../../lib/paper/weight.ts";

const a4 = { width: 210, height: 297 };
const leaf = { binding: "none", cover: "none", edge: "left", trimMm: a4, pages: 2, gsm: 170 };

test("an A4 leaf of 170 g weighs 10.60 g, whether one side of it is printed or both", () => {
  expect(weightGrams(leaf)).toBeCloseTo(10.6, 2);
  expect(weightGrams({ ...leaf, pages: 1 })).toBe(weightGrams(leaf));
});

test("a magazine is its leaves, a layflat has a leaf for each page, a calendar is printed on one side", () => {
  expect(weightGrams({ ...leaf, binding: "saddle_stitch", cover: "self", pages: 32 })).toBeCloseTo(
    16 * 10.603,
    1,
  );
  expect(weightGrams({ ...leaf, binding: "layflat", pages: 20 })).toBeCloseTo(20 * 10.603, 1);
  expect(weightGrams({ ...leaf, binding: "wire_o", edge: "top", pages: 13 })).toBeCloseTo(13 * 10.603, 1);
});

test("covers weigh too: a case more than a soft one, and a canvas its bar", () => {
  const soft = weightGrams({ ...leaf, binding: "perfect_bound", cover: "separate", pages: 100 });
  const cased = weightGrams({ ...leaf, binding: "case", cover: "separate", pages: 100 });
  expect(soft - 50 * 10.603).toBeCloseTo(37.4, 0);
  expect(cased - 50 * 10.603).toBeCloseTo(174.6, 0);
  const canvas = { ...leaf, binding: "canvas", trimMm: { width: 300, height: 400 }, pages: 1, gsm: 350 };
  expect(weightGrams(canvas)).toBeCloseTo(42 + 630, 0);
});
