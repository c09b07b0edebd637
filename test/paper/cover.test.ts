import fc from "fast-check";
import { expect, test } from "vitest";
import { coverSpread } from "../../lib/paper/cover.ts";
import { grown } from "../../lib/paper/length.ts";

const build = {
  softAllowanceMm: 1,
  caseAllowanceMm: 6,
  caseSteps: [],
  turnInMm: 17,
  jointMm: 10,
  overhangMm: 3,
};
const a4 = { binding: "perfect_bound", trimMm: { width: 210, height: 297 }, bleedMm: 3, edge: "left" };
const square = { ...a4, binding: "case", trimMm: { width: 210, height: 210 } };
const silk100 = { pages: 100, stock: { gsm: 170, bulk: 0.9 } };

test("the soft cover of a 100 page A4 book on 170 g silk is 434.650 x 303 with its bleed", () => {
  const spread = coverSpread(a4, silk100, build);
  if (!spread) throw new Error("no spread");
  expect(grown(spread.trimMm, spread.bleedMm)).toEqual({ width: 434.65, height: 303 });
  expect(spread.spine).toEqual({ left: 210, top: 0, width: 8.65, height: 297 });
  expect(spread.front.left).toBe(218.65);
});

test("the case of a 210 mm square with spine 7 is the lab's 471 x 250, with nothing to cut away", () => {
  const stepped = { ...build, caseSteps: [{ maxPages: 100, spineMm: 7 }] };
  const spread = coverSpread(square, silk100, stepped);
  expect(spread?.trimMm).toEqual({ width: 471, height: 250 });
  expect(spread?.bleedMm).toBe(0);
  expect(spread?.front).toEqual({ left: 249, top: 17, width: 205, height: 216 });
});

test("a book of a right-to-left script has its front left of the spine", () => {
  const spread = coverSpread({ ...a4, edge: "right" }, silk100, build);
  expect([spread?.front.left, spread?.back.left]).toEqual([0, 218.65]);
});

test("a stitched magazine has no cover of its own", () => {
  expect(coverSpread({ ...a4, binding: "saddle_stitch" }, silk100, build)).toBeNull();
});

test("back, spine and front fill a spread symmetrically, whatever the book", () => {
  const size = fc.record({
    width: fc.integer({ min: 80, max: 420 }),
    height: fc.integer({ min: 80, max: 420 }),
  });
  const binding = fc.constantFrom("perfect_bound", "case", "layflat");
  const pages = fc.integer({ min: 10, max: 250 }).map((leaves) => leaves * 2);
  fc.assert(
    fc.property(binding, size, pages, (kind, trimMm, count) => {
      const spread = coverSpread({ ...a4, binding: kind, trimMm }, { ...silk100, pages: count }, build);
      if (!spread) throw new Error("no spread");
      const { back, front, spine } = spread;
      expect(back.left + front.left + front.width).toBeCloseTo(spread.trimMm.width, 2);
      expect(2 * spine.left + spine.width).toBeCloseTo(spread.trimMm.width, 2);
      expect(front.left - (spine.left + spine.width)).toBeCloseTo(spine.left - (back.left + back.width), 2);
    }),
  );
});
