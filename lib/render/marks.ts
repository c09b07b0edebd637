import { mmToPt } from "../paper/length.ts";
import { number } from "./pdf/boxes.ts";

/** Whose mark it is: cover and block of one copy carry the same ticket and number. */
export interface Marked {
  readonly ticketId: string;
  readonly component: "inside" | "cover";
  /** From 1; 0 where all copies are printed from one file. */
  readonly copy: number;
}

/** Where a mark goes: its lower left corner in points from the page's, quiet zone and all. */
export interface MarkPlace {
  readonly x: number;
  readonly y: number;
  readonly modulePt: number;
}

/** 0.5 mm: readable by every hand scanner. A ticket's mark is 26 modules: 13 mm, 14 with its quiet zone. */
export const markModulePt = mmToPt(0.5);

/** What a mark says, e.g. `tkt_01KB...,cover,2`. */
export function markText({ ticketId, component, copy }: Marked): string {
  return `${ticketId},${component},${copy}`;
}

/** Width and height of a mark with the quiet zone of one module on all sides. */
export function markSizePt(matrix: readonly (readonly boolean[])[], modulePt: number): number {
  return (matrix.length + 2) * modulePt;
}

/**
 * Operators that draw a Data Matrix in black ink alone, or in grey's black for RGB devices. One path, so that no reader
 * shows seams; the quiet zone is the page's own white.
 */
export function markOperators(
  matrix: readonly (readonly boolean[])[],
  { x, y, modulePt }: MarkPlace,
  black: "ink" | "grey" = "ink",
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
