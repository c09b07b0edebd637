/** Width x height, in the unit that the name around it says. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle measured from the top left corner, y downwards. */
export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

const mmPerInch = 25.4;
const ptPerInch = 72;

export function mmToPt(mm: number): number {
  return (mm / mmPerInch) * ptPerInch;
}

export function ptToMm(pt: number): number {
  return (pt / ptPerInch) * mmPerInch;
}

/** Whole pixels of a length at a resolution: 216 mm at 300 dpi are 2551. */
export function mmToPx(mm: number, dpi: number): number {
  return Math.round((mm / mmPerInch) * dpi);
}

/** Pixels for each inch that `px` pixels give when printed over `mm`. */
export function dpiOf(px: number, mm: number): number {
  return (px * mmPerInch) / mm;
}

/** The size with a margin on all four sides; a negative margin shrinks it. */
export function grown(size: Size, marginMm: number): Size {
  return { width: size.width + 2 * marginMm, height: size.height + 2 * marginMm };
}

/** Kept to a micrometre, so that sums of binary fractions print as people write them. */
export function tidyMm(mm: number): number {
  return Math.round(mm * 1000) / 1000;
}
