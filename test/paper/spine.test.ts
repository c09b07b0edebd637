import fc from "fast-check";
import { expect, test } from "vitest";
import { blockMm, spineMm } from "../../lib/paper/spine.ts";

const silk170 = { gsm: 170, bulk: 0.9 };
const offset90 = { gsm: 90, bulk: 1.22 };
const gloss200 = { gsm: 200, bulk: 0.8 };
const offset80 = { gsm: 80, bulk: 1.22 };
const build = { softAllowanceMm: 1, caseAllowanceMm: 6, caseSteps: [] };
const board2mm = { ...build, caseAllowanceMm: 4 };
const lulu = {
  ...build,
  caseSteps: [
    { maxPages: 83, spineMm: 6 },
    { maxPages: 139, spineMm: 13 },
    { maxPages: 168, spineMm: 16 },
  ],
};

test("soft spines are those of the published calculator", () => {
  expect(spineMm("perfect_bound", { pages: 24, stock: silk170 }, build)).toBe(2.836);
  expect(spineMm("perfect_bound", { pages: 100, stock: silk170 }, build)).toBe(8.65);
  expect(spineMm("perfect_bound", { pages: 200, stock: offset90 }, build)).toBe(11.98);
});

test("case spines by caliper are those of the published calculator", () => {
  expect(spineMm("case", { pages: 60, stock: gloss200 }, build)).toBe(10.8);
  expect(spineMm("case", { pages: 100, stock: offset80 }, board2mm)).toBe(8.88);
});

test("a facility's step table decides a case spine, beyond its last row the caliper", () => {
  const spine = (pages: number) => spineMm("case", { pages, stock: gloss200 }, lulu);
  expect([24, 83, 84, 139, 140, 168].map(spine)).toEqual([6, 6, 13, 13, 16, 16]);
  expect(spine(170)).toBe(19.6);
});

test("a paperback of 210 pages has Lulu's 13.54 mm, and 100 white pages KDP's 5.72 mm", () => {
  const lulus = { pages: 210, stock: { gsm: (2 * 25.4 * 1000) / 444, bulk: 1 } };
  expect(spineMm("perfect_bound", lulus, { ...build, softAllowanceMm: 0.06 * 25.4 })).toBeCloseTo(13.54, 2);
  const kdps = { pages: 100, stock: { gsm: 2 * 0.002252 * 25.4 * 1000, bulk: 1 } };
  expect(spineMm("perfect_bound", kdps, { ...build, softAllowanceMm: 0 })).toBeCloseTo(5.72, 2);
});

test("a layflat block has two leaves to a spread", () => {
  expect(spineMm("layflat", { pages: 40, stock: { gsm: 400, bulk: 1.25 } }, board2mm)).toBe(24);
});

test("bindings without a spine have none", () => {
  for (const binding of ["saddle_stitch", "wire_o", "canvas", "folded", "none"])
    expect(spineMm(binding, { pages: 40, stock: silk170 }, build)).toBeNull();
});

test("more pages never make a thinner book", () => {
  const stock = fc.record({
    gsm: fc.integer({ min: 60, max: 400 }),
    bulk: fc.double({ min: 0.7, max: 1.6, noNaN: true }),
  });
  const pages = fc.integer({ min: 2, max: 500 });
  const binding = fc.constantFrom("perfect_bound", "case", "layflat");
  fc.assert(
    fc.property(binding, stock, fc.tuple(pages, pages), (kind, paper, [one, other]) => {
      const spine = (count: number) => spineMm(kind, { pages: count, stock: paper }, build) ?? -1;
      expect(spine(Math.max(one, other))).toBeGreaterThanOrEqual(spine(Math.min(one, other)));
    }),
  );
});

test("a block is as thick as its leaves on a pile", () => {
  expect(blockMm({ pages: 100, stock: silk170 })).toBeCloseTo(7.65, 6);
});
