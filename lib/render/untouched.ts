import type { Rect, Size } from "../paper/length.ts";
import type { Placement } from "../paper/placement.ts";
import { markers } from "./jpeg-header.ts";
import { isSrgb, type OpenedPicture } from "./opened-picture.ts";
import type { Spliced } from "./pdf/spliced.ts";
import type { Picture, PictureWish } from "./picture.ts";
import { isWorthKeeping } from "./worth-keeping.ts";

/** The source's own JPEG with a clip where it is cropped, if it can be printed as it is; undefined where not. */
export function untouched(opened: OpenedPicture, wish: PictureWish): Picture | undefined {
  const { jpeg } = opened;
  if (!jpeg || !isPlain(opened, wish) || !isWorthKeeping(jpeg.bytes, wish.placement)) return undefined;
  const image = wish.source.measured.image;
  if (!image) return undefined;
  const px = { width: image.widthPx, height: image.heightPx };
  const { onto } = wish.placement;
  const whole = grownBack(px, wish.placement);
  const clip = whole.width > onto.width || whole.height > onto.height ? onto : undefined;
  return { jpeg: stripped(opened.path, jpeg), px, onto: whole, clip, inverted: false };
}

/** Upright baseline JPEG of three sRGB channels, on a page that takes RGB, without anything to be made of it. */
function isPlain(opened: OpenedPicture, { ink, mirrorTo, source }: PictureWish): boolean {
  const { header, isWhole } = opened.jpeg ?? {};
  const upright = source.measured.image?.orientation === 1;
  const plain = header?.baseline === true && header.ycc && header.components === 3;
  return !ink.press && !mirrorTo && upright && plain && isWhole === true && isSrgb(opened);
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
/** Without what is no picture: where it was taken, who took it, thumbnails, its profile. */
function stripped(path: string, { head, bytes, header }: NonNullable<OpenedPicture["jpeg"]>): Spliced {
  const needed = header.segments.filter(({ marker }) => !isExtra(marker));
  const parts = needed.map(({ at, end }) => head.subarray(at - 4, end));
  const bare = Buffer.concat([head.subarray(0, 2), ...parts]);
  const from = header.segments.at(-1)?.end ?? 0;
  return { head: bare, path, from, length: bare.length + bytes - from };
}

/** Application segments and comments. */
function isExtra(marker: number): boolean {
  return !kept.has(marker) && ((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe);
}
