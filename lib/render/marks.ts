import { dataMatrix } from "../paper/data-matrix.ts";
import { mmToPt } from "../paper/length.ts";
import type { Sheet } from "../paper/sheet.ts";
import type { Ink } from "./colour.ts";
import { boxesPt, number } from "./pdf/boxes.ts";

/** A sheet with the mark that its pages carry: all of them in their slug, or the blank ones at the end of a book. */
export interface MarkedSheet extends Sheet {
  readonly mark?: { readonly text: string; readonly place: "slug" | "last_page" } | undefined;
}

/** Black ink alone, or grey's black for RGB devices. */
export type MarkBlack = "ink" | "grey";

/** Where a mark goes: its lower left corner in points from the page's, quiet zone and all. */
export interface MarkPlace {
  readonly x: number;
  readonly y: number;
  readonly modulePt: number;
}

/** 0.5 mm: readable by every hand scanner. A ticket's mark is 26 modules: 13 mm, 14 with its quiet zone. */
export const markModulePt = mmToPt(0.5);

/** A mark with a millimetre around it. */
export const slugMm = 16;
const slugMarginMm = 1;
/** On a page that is cut: further in than any knife errs. */
const fromTrimMm = 10;

/** Inks are there where the document names a press. */
export function blackFor({ intent }: Pick<Ink, "intent">): MarkBlack {
  return intent ? "ink" : "grey";
}

/** Operators that draw a page's mark after all else of it; empty where it carries none. */
export function markOnPage(sheet: MarkedSheet, isBlank: boolean, black: MarkBlack): string {
  const { mark } = sheet;
  if (!mark || (mark.place === "last_page" && !isBlank)) return "";
  return `\n${markOperators(dataMatrix(mark.text), placeOf(sheet, mark.place), black)}`;
}

function placeOf(sheet: Sheet, place: "slug" | "last_page"): MarkPlace {
  const { bleed, trim } = boxesPt(sheet);
  const [x, y] =
    place === "slug"
      ? [trim[0] + mmToPt(slugMarginMm), bleed[3] + mmToPt(slugMarginMm)]
      : [trim[0] + mmToPt(fromTrimMm), trim[1] + mmToPt(fromTrimMm)];
  return { x, y, modulePt: markModulePt };
}

/** Width and height of a mark with the quiet zone of one module on all sides. */
export function markSizePt(matrix: readonly (readonly boolean[])[], modulePt: number): number {
  return (matrix.length + 2) * modulePt;
}

/**
 * Operators that draw a Data Matrix in black alone. One path, so that no reader shows seams; the quiet zone is the
 * page's own white.
 */
export function markOperators(
  matrix: readonly (readonly boolean[])[],
  { x, y, modulePt }: MarkPlace,
  black: MarkBlack = "ink",
): string {
  const colour = black === "ink" ? "0 0 0 1 k" : "0 g";
  const bars = matrix.flatMap((row, fromTop) => {
    const bottom = y + (matrix.length - fromTop) * modulePt;
    return runs(row).map(({ from, length }) =>
      [x + (from + 1) * modulePt, bottom, length * modulePt, modulePt].map(number).join(" "),
    );
  });
  return `q ${colour}\n${bars.map((bar) => `${bar} re\n`).join("")}f Q\n`;
}

/** Dark modules beside each other, drawn as one bar. */
function runs(row: readonly boolean[]): { from: number; length: number }[] {
  const found: { from: number; length: number }[] = [];
  for (const [column, dark] of row.entries()) {
    const last = found.at(-1);
    if (!dark) continue;
    if (last && last.from + last.length === column) last.length += 1;
    else found.push({ from: column, length: 1 });
  }
  return found;
}
