import { mmToPt, mmToPx, type Rect, type Size, tidyMm } from "./length.ts";

/** One thing in every unit that programs for layout ask for; pixels are whole, at 300 dpi. */
export interface InUnits<T> {
  readonly mm: T;
  readonly pt: T;
  readonly in: T;
  readonly px: T;
}

const pixelsDpi = 300;
const mmPerInch = 25.4;

const units = {
  mm: tidyMm,
  // 0.0001 pt and 0.00001 in are less than a micrometre.
  pt: (mm) => rounded(mmToPt(mm), 1e4),
  in: (mm) => rounded(mm / mmPerInch, 1e5),
  px: (mm) => mmToPx(mm, pixelsDpi),
} as const satisfies InUnits<(mm: number) => number>;

/** A length in mm, in all units. */
export function lengthIn(mm: number): InUnits<number> {
  return each((convert) => convert(mm));
}

/** A size in mm, in all units. */
export function sizeIn({ width, height }: Size): InUnits<Size> {
  return each((convert) => ({ width: convert(width), height: convert(height) }));
}

/** A rectangle in mm, in all units. */
export function rectIn({ left, top, width, height }: Rect): InUnits<Rect> {
  return each((convert) => ({
    left: convert(left),
    top: convert(top),
    width: convert(width),
    height: convert(height),
  }));
}

function each<T>(of: (convert: (mm: number) => number) => T): InUnits<T> {
  return { mm: of(units.mm), pt: of(units.pt), in: of(units.in), px: of(units.px) };
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
