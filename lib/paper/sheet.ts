import { grown, type Rect, type Size } from "./length.ts";

/** One page as it is printed: TrimBox, and the bleed that is cut away around it. */
export interface Sheet {
  readonly trimMm: Size;
  readonly bleedMm: number;
  /** Height of a strip above the bleed, for marks the printer reads; without it there is none. */
  readonly slugMm?: number | undefined;
}

/** A product as far as its pages' size goes. */
export interface Printed {
  readonly binding: string;
  readonly trimMm: Size;
  readonly bleedMm: number;
}

/** All that is printed of a page: its BleedBox, and its MediaBox up to the slug. */
export function mediaMm({ trimMm, bleedMm }: Sheet): Size {
  return grown(trimMm, bleedMm);
}

/** The trim, seen from the corner of the media. */
export function trimRect({ trimMm, bleedMm }: Sheet): Rect {
  return { left: bleedMm, top: bleedMm, ...trimMm };
}

/** The sheet a product's pages are printed on. A canvas keeps its wrap: its trim is face and wrap, uncut. */
export function sheetOf({ binding, trimMm, bleedMm }: Printed): Sheet {
  return binding === "canvas" ? { trimMm: grown(trimMm, bleedMm), bleedMm: 0 } : { trimMm, bleedMm };
}

/** What is looked at: a canvas's face without the wrap, any other page's trim. From the corner of the media. */
export function faceRect({ trimMm, bleedMm }: Printed): Rect {
  return { left: bleedMm, top: bleedMm, ...trimMm };
}
