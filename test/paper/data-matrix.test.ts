import fc from "fast-check";
import { expect, test } from "vitest";
import { dataMatrix } from "../../lib/paper/data-matrix.ts";
import { codewordPlaces } from "../../lib/paper/data-matrix-places.ts";

function picture(matrix: readonly (readonly boolean[])[]): string[] {
  return matrix.map((row) => row.map((dark) => (dark ? "#" : ".")).join(""));
}

test("123456 is the symbol that dmtxwrite draws", () => {
  expect(picture(dataMatrix("123456"))).toEqual([
    "#.#.#.#.#.",
    "##..#.##.#",
    "##.....#..",
    "##...###.#",
    "##....#...",
    "#.....####",
    "###.##....",
    "####.##..#",
    "#..###.#..",
    "##########",
  ]);
});

test("text goes into the smallest symbol that holds it, two digits in the room of a letter", () => {
  const sides = ["abc", "123456", "abcd", "1234567890", "a".repeat(36), "a".repeat(44), "a".repeat(45)];
  expect(sides.map((text) => dataMatrix(text).length)).toEqual([10, 10, 12, 12, 24, 26, 32]);
});

test("more than 62 codewords and what is not ASCII are refused", () => {
  expect(dataMatrix("1".repeat(124))).toHaveLength(32);
  expect(() => dataMatrix("1".repeat(125))).toThrow("63 codewords");
  expect(() => dataMatrix("Bücher")).toThrow(`"ü"`);
});

test("every bit of every codeword is shown once", () => {
  const words = { 8: 8, 10: 12, 12: 18, 14: 24, 16: 32, 18: 40, 20: 50, 22: 60, 24: 72, 28: 98 };
  for (const [side, count] of Object.entries(words)) {
    const shown = codewordPlaces(Number(side))
      .flat()
      .flatMap((place) => (place ? [8 * place.codeword + place.bit] : []))
      .sort((a, b) => a - b);
    expect(shown, side).toEqual(Array.from({ length: 8 * count }, (_, place) => place));
  }
});

test("every region is framed solid left and below, dotted above and on the right", () => {
  const text = fc.string({ unit: fc.constantFrom(..."abcXYZ019,_-"), maxLength: 62 });
  fc.assert(
    fc.property(text, (each) => {
      const matrix = dataMatrix(each);
      const side = matrix.length;
      const region = side === 32 ? 16 : side;
      for (const [place, row] of matrix.entries()) {
        expect(row[0] && matrix[side - 1]?.[place]).toBe(true);
        expect(row[region - 1]).toBe(place % region === region - 1 || place % 2 === 1);
        expect(matrix[0]?.[place]).toBe(place % 2 === 0);
      }
    }),
  );
});
