import sharp, { type Sharp } from "sharp";
import { Rejected } from "../order/errors.ts";
import type { Rect, Size } from "../paper/length.ts";
import { type Fit, type Placement, pixelsFor } from "../paper/placement.ts";
import { targetDpi } from "../paper/resolution.ts";
import type { Ink } from "./colour.ts";
import type { JobSource } from "./job.ts";

/** A picture ready for a page: baseline JPEG, and where it goes in mm from the media's top left corner. */
export interface Picture {
  readonly jpeg: Buffer;
  readonly px: Size;
  readonly onto: Rect;
}

/** What a picture is made from and how. */
export interface PictureWish {
  readonly source: JobSource;
  readonly placement: Placement;
  readonly fit: Fit;
  readonly ink: Ink;
  /** Mirrors the picture's edges outwards until they fill this area, as a canvas's wrap needs. */
  readonly mirrorTo?: Rect | undefined;
}

// 150 megapixels is twice the largest camera; beyond it a picture is a bomb or a scan for a wall.
const maxPixels = 150e6;
const quality = 90;

// Two pages are in flight, so one thread each fills two cores; nothing is read twice, so nothing is cached.
sharp.concurrency(1);
sharp.cache(false);
// What prepare lets through, and what is made here; no other format's reader ever sees a stranger's file.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["Jpeg", "Png", "Webp", "Tiff", "Heif"].map((kind) => `VipsForeignLoad${kind}`) });

/** Decodes, turns upright, crops, scales and encodes a source once. Throws Rejected `damaged_file`. */
export async function picture(wish: PictureWish): Promise<Picture> {
  const { placement, ink, source } = wish;
  try {
    const px = pixelsFor(placement, targetDpi);
    const image = wrapped(await fitted(source.path, px, wish.fit), px, wish);
    const { data, info } = await ink.turn(image).jpeg(encoding).toBuffer({ resolveWithObject: true });
    return {
      jpeg: data,
      px: { width: info.width, height: info.height },
      onto: wish.mirrorTo ?? placement.onto,
    };
  } catch (error) {
    throw blamed(error, source.pointer);
  }
}

/** Width and height of a picture once it stands upright. */
export function uprightPx(source: JobSource): Size {
  const { image } = source.measured;
  if (!image) throw new Error(`the source at ${source.pointer} was not measured as a picture`);
  const { widthPx: width, heightPx: height, orientation } = image;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

// Optimised Huffman tables cost 60 ms a page and save 3%; 4:4:4 keeps red type on photographs sharp.
const encoding = { quality, chromaSubsampling: "4:4:4", optimiseCoding: false } as const;

async function fitted(path: string, px: Size, fit: Fit): Promise<Sharp> {
  const options = { limitInputPixels: maxPixels, failOn: "error", autoOrient: true } as const;
  const { icc } = await sharp(path, options).metadata();
  // Converting sRGB to sRGB costs 300 ms a picture for at most 2/255 of difference.
  const image = sharp(path, { ...options, ignoreIcc: icc !== undefined && isSrgb(icc) });
  const resized = image.resize({ ...px, fit: fit === "fill" ? "cover" : "fill", kernel: "lanczos3" });
  return resized.flatten({ background: "#ffffff" });
}

function wrapped(image: Sharp, px: Size, { placement: { onto }, mirrorTo }: PictureWish): Sharp {
  if (!mirrorTo) return image;
  const along = (mm: number) => Math.round((mm * px.width) / onto.width);
  const right = along(mirrorTo.left + mirrorTo.width - onto.left - onto.width);
  const bottom = along(mirrorTo.top + mirrorTo.height - onto.top - onto.height);
  const left = along(onto.left - mirrorTo.left);
  const top = along(onto.top - mirrorTo.top);
  return image.extend({ top, bottom, left, right, extendWith: "mirror" });
}

/** By the name in the profile's description, in either of its two encodings. */
function isSrgb(icc: Buffer): boolean {
  const head = icc.subarray(0, 4096);
  return head.includes("sRGB") || head.includes(Buffer.from("sRGB", "utf16le").swap16());
}

function blamed(error: unknown, pointer: string): unknown {
  if (!(error instanceof Error) || /is missing|no space left/i.test(error.message)) return error;
  if (/exceeds pixel limit/i.test(error.message))
    return new Rejected("image_too_large", "The picture has more pixels than can be printed.", { pointer });
  return new Rejected("damaged_file", `The picture could not be read to its end: ${firstLine(error)}`, {
    pointer,
  });
}

function firstLine({ message }: Error): string {
  return message.split("\n", 1)[0] ?? "";
}
