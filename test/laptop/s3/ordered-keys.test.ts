import fc from "fast-check";
import { expect, test } from "vitest";
import { compareUtf8, OrderedKeys } from "../../../lib/laptop/s3/ordered-keys.ts";

test("keys added and removed in any order stand in the order of their bytes, once each", () => {
  const key = fc.string({ unit: "grapheme", maxLength: 4 });
  fc.assert(
    fc.property(fc.array(key), fc.array(key), (added, removed) => {
      const keys = new OrderedKeys();
      for (const one of added) keys.add(one);
      for (const one of removed) keys.remove(one);
      const expected = [...new Set(added)].filter((one) => !removed.includes(one)).sort(compareUtf8);
      expect(Array.from({ length: keys.length }, (_, index) => keys.at(index))).toEqual(expected);
    }),
  );
});
