import { grown, type Rect, type Size } from "./length.ts";
import { faceRect, mediaMm, type Printed, sheetOf, trimRect } from "./sheet.ts";

/** What a designer wants to know of one page; rectangles in mm from the media's top left corner. */
export interface PageAreas {
  readonly media: Size;
  readonly bleedMm: number;
  readonly trim: Rect;
  /** What is looked at: smaller than the trim where a canvas is wrapped round its bar. */
  readonly face: Rect;
  readonly safe: Rect;
}

/** The areas of a product's pages. */
export function pageAreas(product: Printed & { readonly safeMm: number }): PageAreas {
  const sheet = sheetOf(product);
  const face = faceRect(product);
  const { safeMm } = product;
  const safe = { ...grown(face, -safeMm), left: face.left + safeMm, top: face.top + safeMm };
  return { media: mediaMm(sheet), bleedMm: sheet.bleedMm, trim: trimRect(sheet), face, safe };
}
