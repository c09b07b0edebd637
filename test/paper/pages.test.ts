import fc from "fast-check";
import { expect, test } from "vitest";
import { padTo, pageOrder } from "../../lib/paper/pages.ts";

test("a magazine of ten pages gets two blanks before its back cover", () => {
  expect(pageOrder(10, 4, true)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, null, null, 9]);
});

test("a book of 25 pages gets one blank at its end", () => {
  expect(pageOrder(25, 2, false).slice(-2)).toEqual([24, null]);
});

test("padding reaches the step with fewer blanks than the step, and keeps every page in order", () => {
  const pages = fc.integer({ min: 1, max: 600 });
  fc.assert(
    fc.property(pages, fc.integer({ min: 1, max: 16 }), fc.boolean(), (count, step, selfCover) => {
      const order = pageOrder(count, step, selfCover);
      expect(order.length % step).toBe(0);
      expect(order.length - count).toBe(padTo(count, step));
      expect(padTo(count, step)).toBeLessThan(step);
      expect(order.filter((page) => page !== null)).toEqual(Array.from({ length: count }, (_, page) => page));
      if (selfCover && count > 1) expect(order.at(-1)).toBe(count - 1);
    }),
  );
});
