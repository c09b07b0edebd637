import fc from "fast-check";
import { expect, test } from "vitest";
import { checkBytes } from "../../lib/paper/reed-solomon.ts";

test("the standard's own example: 123456 is checked by 114 25 5 88 102", () => {
  expect(checkBytes([142, 164, 186], 5)).toEqual([114, 25, 5, 88, 102]);
});

test("checking is linear: the check of two texts laid over each other is theirs laid over each other", () => {
  const text = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const both = checkBytes(
        a.map((value, place) => value ^ (b[place] ?? 0)),
        10,
      );
      const [ofA, ofB] = [checkBytes(a, 10), checkBytes(b, 10)];
      expect(both).toEqual(ofA.map((value, place) => value ^ (ofB[place] ?? 0)));
    }),
  );
});
