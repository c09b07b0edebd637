import { expect, test } from "vitest";
import { leavesOf, turnsLikeABook } from "../../lib/web/book/leaves.ts";

const previews = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ page: at + 1, url: `${at + 1}` }));

test("a separate cover is the first and the last leaf, and page 1 lies on the right", () => {
  const leaves = leavesOf(previews(12), 26, "separate");
  expect(leaves[0]).toEqual([{ kind: "cover" }, { kind: "paper" }]);
  expect(leaves[1]?.map((side) => side.kind === "page" && side.page)).toEqual([1, 2]);
  expect(leaves.at(-2)?.[0]).toEqual({ kind: "rest", count: 14 });
  expect(leaves.at(-1)).toEqual([{ kind: "paper" }, { kind: "back" }]);
});

test("a self-covered book begins with its first page and shows all when all are known", () => {
  const leaves = leavesOf(previews(8), 8, "self");
  expect(leaves.flat().map((side) => side.kind === "page" && side.page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("what has no preview is told as what is left, for any number of pages", () => {
  for (let pages = 1; pages < 60; pages++) {
    for (const known of [0, 1, 5, 12].filter((count) => count <= pages)) {
      const sides = leavesOf(previews(known), pages, "separate").flat();
      const drawn = sides.filter(({ kind }) => kind === "page").length;
      const rest = sides.reduce((sum, side) => sum + (side.kind === "rest" ? side.count : 0), 0);
      expect({ pages, known, total: drawn + rest }).toEqual({ pages, known, total: pages });
    }
  }
});

test("posters, canvases and calendars do not turn like books", () => {
  expect(turnsLikeABook({ binding: "none", edge: "left" })).toBe(false);
  expect(turnsLikeABook({ binding: "wire_o", edge: "top" })).toBe(false);
  expect(turnsLikeABook({ binding: "case", edge: "left" })).toBe(true);
});
