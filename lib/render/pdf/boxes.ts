import { mmToPt, type Rect, type Size } from "../../paper/length.ts";
import { mediaMm, type Sheet, trimRect } from "../../paper/sheet.ts";

/** A number as PDF reads it: at most 4 decimals (0.00004 mm), never an exponent. */
export function number(value: number): string {
  return String(Number(value.toFixed(4)) + 0);
}

/** Left, bottom, right, top in points. */
export type Box = readonly [number, number, number, number];

/** The three boxes of a sheet in points from the lower left corner: a slug lies above the bleed, or nothing does. */
export function boxesPt(sheet: Sheet): { readonly media: Box; readonly bleed: Box; readonly trim: Box } {
  const { width, height } = mediaMm(sheet);
  const slugMm = sheet.slugMm ?? 0;
  return {
    media: [0, 0, mmToPt(width), mmToPt(height + slugMm)],
    bleed: [0, 0, mmToPt(width), mmToPt(height)],
    trim: boxPt(trimRect(sheet), { width, height }),
  };
}

/** A rectangle in mm from the top left corner as a box in points from the bottom left. */
export function boxPt({ left, top, width, height }: Rect, media: Size): Box {
  const bottom = media.height - top - height;
  return [mmToPt(left), mmToPt(bottom), mmToPt(left + width), mmToPt(bottom + height)];
}

/** Page dictionary entries for a sheet's boxes. */
export function boxEntries(sheet: Sheet): string {
  const { media, bleed, trim } = boxesPt(sheet);
  const written = (box: Box) => `[${box.map(number).join(" ")}]`;
  return `/MediaBox ${written(media)} /BleedBox ${written(bleed)} /TrimBox ${written(trim)}`;
}
