import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { markText } from "../../lib/order/mark.ts";
import { dataMatrix } from "../../lib/paper/data-matrix.ts";
import { markModulePt, markOperators, markSizePt } from "../../lib/render/marks.ts";
import { pdfOf } from "../prepare/hostile.ts";
import { run, testWith } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-marks-"));
afterAll(() => rmSync(folder, { recursive: true }));

const marked = { ticketId: "tkt_01ARZ3NDEKTSV4RRFFQ69G5FAV", component: "inside", copy: 12 } as const;

test("a mark names ticket, component and copy, and takes 14 mm with its quiet zone", () => {
  expect(markText(marked)).toBe("tkt_01ARZ3NDEKTSV4RRFFQ69G5FAV,inside,12");
  expect(markSizePt(dataMatrix(markText(marked)), markModulePt)).toBeCloseTo((14 / 25.4) * 72, 6);
});

test("dark modules side by side are one bar, measured from the page's foot, in black alone", () => {
  const matrix = [
    [true, false, true],
    [true, true, true],
  ];
  const operators = markOperators(matrix, { x: 100, y: 50, modulePt: 2 });
  expect(operators).toBe("q 0 0 0 1 k\n102 54 2 2 re\n106 54 2 2 re\n102 52 6 2 re\nf Q\n");
  expect(markOperators(matrix, { x: 0, y: 0, modulePt: 1 }, "grey")).toContain("q 0 g\n");
});

const texts = ["1", "HELLO", "tkt_01ARZ3N", "0123456789".repeat(3), markText(marked), "Long ".repeat(12)];

testWith(["pdftoppm", "dmtxread"], "marks are read by another program after printing", () => {
  for (const [place, text] of texts.entries()) {
    const path = join(folder, `mark-${place}.pdf`);
    const operators = markOperators(dataMatrix(text), { x: 20, y: 15, modulePt: markModulePt });
    writeFileSync(
      path,
      pdfOf([
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 100 100] >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
        `<< /Length ${operators.length} >>\nstream\n${operators}\nendstream`,
      ]),
    );
    const picture = join(folder, `mark-${place}`);
    run("pdftoppm", "-r", "300", "-gray", "-singlefile", path, picture);
    expect(run("dmtxread", "-N1", `${picture}.pgm`).toString()).toBe(text);
  }
});
