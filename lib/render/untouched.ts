import type { Rect, Size } from "../paper/length.ts";
import { type Placement, pixelsFor } from "../paper/placement.ts";
import { targetDpi } from "../paper/resolution.ts";
import { markers, type Segment } from "./jpeg-header.ts";
import { isSrgb, type OpenedPicture } from "./opened-picture.ts";
import type { Picture, PictureWish } from "./picture.ts";

/** Bytes for each printed pixel up to which a file is left as it is: what encoding makes of a detailed photograph. */
const worthBytesPerPixel = 0.2;
/** More is not seen in print and still has to be sent. */
const worthDpi = targetDpi * 1.1;

/** The source's own JPEG with a clip where it is cropped, if it can be printed as it is; undefined where not. */
export function untouched(opened: OpenedPicture, wish: PictureWish): Picture | undefined {
  const { jpeg } = opened;
  if (!jpeg || !isPlain(opened, wish) || !isWorthIt(jpeg.bytes, wish)) return undefined;
  const bare = stripped(jpeg.bytes, jpeg.header.segments);
  const image = wish.source.measured.image;
  if (!bare || !image) return undefined;
  const px = { width: image.widthPx, height: image.heightPx };
  const { onto } = wish.placement;
  const whole = grownBack(px, wish.placement);
  const clip = whole.width > onto.width || whole.height > onto.height ? onto : undefined;
  return { jpeg: bare, px, onto: whole, clip, inverted: false };
}

/** Upright baseline JPEG of three sRGB channels, on a page that takes RGB, without anything to be made of it. */
function isPlain(opened: OpenedPicture, { ink, mirrorTo, source }: PictureWish): boolean {
  const header = opened.jpeg?.header;
  const upright = source.measured.image?.orientation === 1;
  const plain = header?.baseline === true && header.ycc && header.components === 3;
  return !ink.press && !mirrorTo && upright && plain && isSrgb(opened);
}

function isWorthIt(jpeg: Buffer, { placement }: PictureWish): boolean {
  const { width, height } = pixelsFor(placement, targetDpi);
  return placement.dpi <= worthDpi && jpeg.length <= width * height * worthBytesPerPixel;
}

/** Where all of the picture would lie if nothing of it were cut off. */
function grownBack(px: Size, { onto, crop }: Placement): Rect {
  const width = (onto.width * px.width) / crop.width;
  const height = (onto.height * px.height) / crop.height;
  return {
    left: onto.left - (width - onto.width) / 2,
    top: onto.top - (height - onto.height) / 2,
    width,
    height,
  };
}

const kept = new Set<number>([markers.jfif, markers.adobe]);
const endOfImage = Buffer.from([0xff, 0xd9]);

/**
 * Without what is no picture: where it was taken, thumbnails, more pictures behind the first. Undefined where its
 * end is missing.
 */
function stripped(jpeg: Buffer, segments: readonly Segment[]): Buffer | undefined {
  const scan = segments.at(-1);
  // Inside the pixels FF is always followed by 00 or a restart marker, so the first FFD9 is the end.
  const end = scan ? jpeg.indexOf(endOfImage, scan.end) : -1;
  if (!scan || end < 0) return undefined;
  const needed = segments.filter(({ marker }) => !isExtra(marker));
  const head = needed.map(({ at, end: next }) => jpeg.subarray(at - 4, next));
  return Buffer.concat([jpeg.subarray(0, 2), ...head, jpeg.subarray(scan.end, end + 2)]);
}

/** Application segments and comments. */
function isExtra(marker: number): boolean {
  return !kept.has(marker) && ((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe);
}
