import { expect, test } from "vitest";
import { spineLine } from "../../lib/paper/spine-text.ts";

const spine = (width: number) => ({ left: 0, top: 0, width, height: 210 });

test("soft covers carry spine text from 100 pages, cases from 80", () => {
  expect(spineLine("perfect_bound", 98, spine(9))).toBeNull();
  expect(spineLine("perfect_bound", 100, spine(9))).not.toBeNull();
  expect(spineLine("case", 78, spine(13))).toBeNull();
  expect(spineLine("case", 80, spine(13))).not.toBeNull();
});

test("spine text keeps 1.6 mm from both folds", () => {
  expect(spineLine("perfect_bound", 200, spine(12))?.heightMm).toBeCloseTo(8.8, 6);
});

test("a spine too thin for readable letters carries none", () => {
  expect(spineLine("perfect_bound", 100, spine(5))).toBeNull();
});
