import { mmToPt, type Rect } from "./length.ts";

/** Space for a line of text along a spine, read from the head down. */
export interface SpineLine {
  readonly heightMm: number;
  readonly lengthMm: number;
}

/** Text this near to a fold wanders round it. */
const fromFoldsMm = 1.6;
/** Kept free at head and tail, where the cover is trimmed or turned in. */
const fromEndsMm = 10;
/** Smaller letters than this are not printed on a spine. */
export const smallestSpineTextPt = 6;

/** Pages from which printers set spine text: case spines are boards and carry it earlier. */
export function spineTextMinPages(binding: string): number {
  return binding === "case" || binding === "layflat" ? 80 : 100;
}

/** Where spine text fits, or null where it does not: too few pages, or a spine too thin for readable letters. */
export function spineLine(binding: string, pages: number, spine: Rect): SpineLine | null {
  if (pages < spineTextMinPages(binding)) return null;
  const heightMm = spine.width - 2 * fromFoldsMm;
  const lengthMm = spine.height - 2 * fromEndsMm;
  if (mmToPt(heightMm) < smallestSpineTextPt || lengthMm <= 0) return null;
  return { heightMm, lengthMm };
}
