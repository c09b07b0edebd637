import type { Sharp } from "sharp";
import { Rejected } from "../order/errors.ts";
import type { Rect, Size } from "../paper/length.ts";
import { type Fit, type Placement, pixelsFor } from "../paper/placement.ts";
import { targetDpi } from "../paper/resolution.ts";
import type { Ink } from "./colour.ts";
import { encode } from "./encode.ts";
import { imageLibrary } from "./image-library.ts";
import type { JobSource } from "./job.ts";
import { isSrgb, type OpenedPicture, openPicture, reading } from "./opened-picture.ts";
import type { Spliced } from "./pdf/spliced.ts";
import { untouched } from "./untouched.ts";
import { uprightSize } from "./upright.ts";

/** A picture ready for a page: a JPEG, and where it goes in mm from the media's top left corner. */
export interface Picture {
  readonly jpeg: Buffer | Spliced;
  readonly px: Size;
  readonly onto: Rect;
  /** What shows of it, where that is not all. */
  readonly clip?: Rect | undefined;
  /** The profile of its inks; without one it is sRGB. */
  readonly inks?: Uint8Array | undefined;
  /** Share of its pixels that came with more ink than the press takes, and were held to that. */
  readonly overInked?: number | undefined;
  /** Full ink is 0 in the file, as Adobe's marker says. */
  readonly inverted: boolean;
}

/** What a picture is made from and how. */
export interface PictureWish {
  readonly source: JobSource;
  readonly placement: Placement;
  readonly fit: Fit;
  readonly ink: Ink;
  /** Mirrors the picture's edges outwards until they fill this area, as a canvas's wrap needs. */
  readonly mirrorTo?: Rect | undefined;
  /** Fills that area with this colour instead, `#rrggbb`. */
  readonly wrapColour?: string | undefined;
}

/**
 * Makes a source ready for its page: untouched where it is so already, else decoded, turned upright, cropped, scaled,
 * converted and encoded once. Throws Rejected `damaged_file` or `image_too_large`.
 */
export async function picture(wish: PictureWish): Promise<Picture> {
  const { placement, ink, source } = wish;
  try {
    const opened = await openPicture(source);
    const ready = untouched(opened, wish);
    if (ready) return ready;
    const px = pixelsFor(placement, targetDpi);
    const image = wrapped(await fitted(opened, px, wish.fit), px, wish);
    return { ...(await encode(image, opened, ink)), onto: wish.mirrorTo ?? placement.onto };
  } catch (error) {
    throw blamed(error, source.pointer);
  }
}

/** Width and height of a picture once it stands upright. */
export function uprightPx(source: JobSource): Size {
  return uprightSize(source.measured);
}

async function fitted(opened: OpenedPicture, px: Size, fit: Fit): Promise<Sharp> {
  const sharp = await imageLibrary();
  // Converting sRGB to sRGB costs 300 ms a picture for at most 2/255 of difference.
  const image = sharp(opened.input, { ...reading, ignoreIcc: isSrgb(opened) });
  const resized = image.resize({ ...px, fit: fit === "fill" ? "cover" : "fill", kernel: "lanczos3" });
  return resized.flatten({ background: "#ffffff" });
}

function wrapped(image: Sharp, px: Size, { placement: { onto }, mirrorTo, wrapColour }: PictureWish): Sharp {
  if (!mirrorTo) return image;
  const along = (mm: number) => Math.round((mm * px.width) / onto.width);
  const right = along(mirrorTo.left + mirrorTo.width - onto.left - onto.width);
  const bottom = along(mirrorTo.top + mirrorTo.height - onto.top - onto.height);
  const left = along(onto.left - mirrorTo.left);
  const top = along(onto.top - mirrorTo.top);
  const how = wrapColour ? { background: wrapColour } : { extendWith: "mirror" as const };
  return image.extend({ top, bottom, left, right, ...how });
}

function blamed(error: unknown, pointer: string): unknown {
  if (
    !(error instanceof Error) ||
    /is missing|ENOENT|EACCES|EMFILE|EIO|no space left|allocate|out of memory|image library/i.test(
      error.message,
    )
  )
    return error;
  if (/exceeds pixel limit/i.test(error.message))
    return new Rejected("image_too_large", "The picture has more pixels than can be printed.", { pointer });
  return new Rejected("damaged_file", `The picture could not be read to its end: ${firstLine(error)}`, {
    pointer,
  });
}

function firstLine({ message }: Error): string {
  return message.split("\n", 1)[0] ?? "";
}
