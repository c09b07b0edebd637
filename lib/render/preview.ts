import { join } from "node:path";
import sharp, { type OverlayOptions, type Sharp } from "sharp";
import type { Rect, Size } from "../paper/length.ts";
import { mediaMm, type Sheet, trimRect } from "../paper/sheet.ts";
import type { MadePreview } from "./job.ts";
import { tagged } from "./jpeg-header.ts";
import { whole } from "./pdf/spliced.ts";
import type { Picture } from "./picture.ts";

/** Inside pages that get a preview, and the longer side of one in pixels. */
export const previewPages = 12;
const previewPx = 1200;

/** Where a preview goes and what it shows. */
export interface PreviewPlace {
  readonly folder: string;
  readonly role: MadePreview["role"];
  readonly page: number;
}

/** Shows a page of pictures as it will be after cutting; null is a blank page. */
export async function previewPicture(
  picture: Picture | null,
  sheet: Sheet,
  place: PreviewPlace,
): Promise<MadePreview> {
  const media = mediaMm(sheet);
  const scale = scaleOf(sheet);
  const { width, height } = scaled({ left: 0, top: 0, ...media }, scale);
  const layers = picture ? [await layer(picture, scale)] : [];
  const page = sharp({ create: { width, height, channels: 3, background: "#ffffff" } }).composite(layers);
  const { data, info } = await page.raw().toBuffer({ resolveWithObject: true });
  return savePreview(sharp(data, { raw: info }).extract(within(scaled(trimRect(sheet), scale), info)), place);
}

/** Shows a page from its pixels as another program drew its media, 4 bytes each. */
export async function previewPixels(
  drawn: { readonly rgba: Uint8Array; readonly px: Size },
  sheet: Sheet,
  place: PreviewPlace,
): Promise<MadePreview> {
  const { width, height } = drawn.px;
  const image = sharp(drawn.rgba, { raw: { width, height, channels: 4 } });
  const { left, top, ...trimMm } = trimRect(sheet);
  const belowSlug = { left, top: top + (sheet.slugMm ?? 0), ...trimMm };
  const trim = within(scaled(belowSlug, width / mediaMm(sheet).width), drawn.px);
  return savePreview(image.extract(trim).flatten({ background: "#ffffff" }), place);
}

/** Pixels for each mm that make the trim's longer side `previewPx`. */
export function scaleOf({ trimMm }: Sheet): number {
  return previewPx / Math.max(trimMm.width, trimMm.height);
}

/** Decoded at the size it is shown in: a large picture costs a fifth of its page that way. */
async function layer(picture: Picture, scale: number): Promise<OverlayOptions> {
  const { left, top, width, height } = scaled(picture.clip ?? picture.onto, scale);
  const bytes = await whole(picture.jpeg);
  const jpeg = picture.inks ? tagged(bytes, picture.inks) : bytes;
  const { data, info } = await sharp(jpeg)
    .resize({ width, height, fit: picture.clip ? "cover" : "fill" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { input: data, raw: info, left, top };
}

async function savePreview(image: Sharp, { folder, role, page }: PreviewPlace): Promise<MadePreview> {
  const path = join(folder, `preview-${role}-${page}.webp`);
  await image.webp({ quality: 80, effort: 2 }).toFile(path);
  return { role, page, path };
}

function scaled({ left, top, width, height }: Rect, scale: number): Rect {
  const px = (mm: number) => Math.round(mm * scale);
  return { left: px(left), top: px(top), width: Math.max(1, px(width)), height: Math.max(1, px(height)) };
}

/** Rounding may put an edge one pixel outside. */
function within(rect: Rect, { width, height }: Size): Rect {
  return {
    ...rect,
    width: Math.min(rect.width, width - rect.left),
    height: Math.min(rect.height, height - rect.top),
  };
}
