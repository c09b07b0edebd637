import { expect, test } from "vitest";
import { type Operand, readOperators } from "../../lib/render/pdf/operators.ts";

function heard(text: string): [string, readonly Operand[]][] {
  const all: [string, readonly Operand[]][] = [];
  readOperators(Buffer.from(text, "latin1"), (operator, operands) => all.push([operator, [...operands]]));
  return all;
}

test("numbers and names stand before their operator, all else only takes a place", () => {
  expect(heard("q 1 0 -.5 +2 3. 4 cm/Im0 Do[(a) 3 <00>]TJ <</A 1>> BDC Q")).toEqual([
    ["q", []],
    ["cm", [1, 0, -0.5, 2, 3, 4]],
    ["Do", ["/Im0"]],
    ["TJ", [null]],
    ["BDC", [null]],
    ["Q", []],
  ]);
});

test("operators within strings and comments are none", () => {
  expect(heard("(a \\) Q (nested Do) ) Tj % 1 w\n2 w")).toEqual([
    ["Tj", [null]],
    ["w", [2]],
  ]);
});

test("the data of a picture within the page is passed over, also where it holds EI", () => {
  const found = heard("BI /W 4 /H 2 /F /LZW ID \u0001 EI\u0002\u0003 q Q \u0080 EI\nQ q");
  expect(found).toEqual([
    ["BI", ["/W", 4, "/H", 2, "/F", "/LZW"]],
    ["Q", []],
    ["q", []],
  ]);
});

test("garbage neither ends the reading nor grows it", () => {
  expect(heard(")>]} ] >> 1 w").at(-1)?.[0]).toBe("w");
  expect(heard(`${"1 ".repeat(500)}w`)[0]?.[1].length).toBe(64);
  expect(heard("(never closed")).toEqual([]);
});
