import { expect, test } from "vitest";
import { type Told, textReport } from "../../lib/preflight/text-report.ts";

const hairline: Told = {
  code: "gwg_hairline",
  severity: "error",
  page: 1,
  measured: 0.1,
  wanted: 0.25,
  fixed: null,
  clause: "Lines are at least 0.25 pt wide.",
  count: 3,
};

test("the report for people puts errors first and findings of one kind together", () => {
  const made: Told = {
    ...hairline,
    code: "bleed_made",
    severity: "info",
    clause: "",
    fixed: "mirrored",
    measured: null,
  };
  const pages = Array.from({ length: 10 }, (_, at) => ({ ...hairline, page: at + 1 }));
  expect(textReport("book.pdf", [made, ...pages])).toBe(`book.pdf
  error    gwg_hairline  page 1, 2, 3, 4, 5, 6, 7, 8 and 2 more, 30 places
           Lines are at least 0.25 pt wide.
           measured 0.1, wanted 0.25
  info     bleed_made  page 1, 3 places
           wanted 0.25
           fixed: mirrored
  does not pass: 10 errors, 0 warnings, 1 remarks
`);
});

test("what a file says of itself cannot write on the terminal", () => {
  const text = textReport("x", [{ ...hairline, page: null, measured: "\u001b[31mred\u0007" }]);
  expect(text).toContain("measured ?[31mred?, wanted 0.25");
  expect(text).toContain("gwg_hairline  document, 3 places");
});

test("nothing found passes", () => {
  expect(textReport("x", [])).toBe("x\n  passes: 0 errors, 0 warnings, 0 remarks\n");
});
