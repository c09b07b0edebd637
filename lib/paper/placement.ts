import { dpiOf, mmToPx, type Rect, type Size, tidyMm } from "./length.ts";

export type Fit = "fill" | "fit" | "stretch";

/** Where a picture lands on a page, and what that does to it. */
export interface Placement {
  /** In mm from the top left corner of the media. */
  readonly onto: Rect;
  /** Pixels of the upright source that are seen there, cropped at the centre. */
  readonly crop: Size;
  /** Resolution in print, the lower of both directions. */
  readonly dpi: number;
  /** Share of the picture's area that is cut off, 0 to 1. */
  readonly lost: number;
}

/** The two areas a picture may be laid into: everything up to the bleed's edge, and what is looked at. */
export interface Areas {
  readonly media: Rect;
  readonly face: Rect;
}

/** Places a picture: `fill` and `stretch` reach into the bleed, `fit` stays whole inside the face. */
export function place(sourcePx: Size, { media, face }: Areas, fit: Fit): Placement {
  if (fit === "fit") return placed(inside(sourcePx, face), sourcePx, sourcePx);
  if (fit === "stretch") return placed(media, sourcePx, sourcePx);
  return placed(media, cropped(sourcePx, media), sourcePx);
}

function placed(onto: Rect, crop: Size, source: Size): Placement {
  const dpi = Math.min(dpiOf(crop.width, onto.width), dpiOf(crop.height, onto.height));
  const lost = 1 - (crop.width * crop.height) / (source.width * source.height);
  return { onto, crop, dpi, lost: Math.max(0, lost) };
}

/** The largest part of the source that has the area's proportions. */
function cropped(source: Size, area: Size): Size {
  const scale = Math.min(source.width / area.width, source.height / area.height);
  return { width: area.width * scale, height: area.height * scale };
}

function inside(source: Size, face: Rect): Rect {
  const scale = Math.min(face.width / source.width, face.height / source.height);
  const width = tidyMm(source.width * scale);
  const height = tidyMm(source.height * scale);
  const left = tidyMm(face.left + (face.width - width) / 2);
  const top = tidyMm(face.top + (face.height - height) / 2);
  return { left, top, width, height };
}

/** Pixels to print a placed picture with: the target's where the source has them, never more than it has. */
export function pixelsFor({ onto, crop }: Placement, targetDpi: number): Size {
  const along = (mm: number, px: number) => Math.max(1, Math.min(mmToPx(mm, targetDpi), Math.floor(px)));
  return { width: along(onto.width, crop.width), height: along(onto.height, crop.height) };
}
