import { join } from "node:path";
import type { OverlayOptions, Sharp } from "sharp";
import { pagesOf } from "../order/finding-place.ts";
import type { Finding } from "../order/rendered.ts";
import type { Rect, Size } from "../paper/length.ts";
import { drawOver } from "../paper/page-drawing.ts";
import type { Pixels } from "../paper/pixels.ts";
import { mediaMm, type Sheet, trimRect } from "../paper/sheet.ts";
import { drawingOf, type PageAbout } from "./annotate.ts";
import { imageLibrary } from "./image-library.ts";
import type { MadePreview } from "./job.ts";
import { tagged } from "./jpeg-header.ts";
import { whole } from "./pdf/spliced.ts";
import type { Picture } from "./picture.ts";
import type { PrintedSheet } from "./printed-sheet.ts";

/** First pages that get a preview, and further ones with warnings; and the longer side of one in pixels. */
export const previewPages = 12;
const previewPx = 1200;

/** Where a preview goes, what it shows, and what is drawn over its twin. */
export interface PreviewPlace extends PageAbout {
  readonly folder: string;
  readonly role: MadePreview["role"];
}

/** Pages of a document to show, in order: its first, and the first of the others that somebody must look at. */
export function previewedPages(count: number, findings: readonly Finding[]): number[] {
  const first = Array.from({ length: Math.min(previewPages, count) }, (_, at) => at + 1);
  const guilty = findings.filter(({ severity }) => severity !== "info").flatMap(pagesOf);
  const others = new Set(guilty.filter((page) => page !== null && page > first.length && page <= count));
  return [...first, ...[...others].sort((a, b) => Number(a) - Number(b)).slice(0, previewPages)].map(Number);
}

/** Shows a page of pictures as it will be after cutting; null is a blank page. */
export async function previewPicture(
  picture: Picture | null,
  sheet: PrintedSheet,
  place: PreviewPlace,
): Promise<MadePreview> {
  const media = mediaMm(sheet);
  const scale = scaleOf(sheet);
  const { width, height } = scaled({ left: 0, top: 0, ...media }, scale);
  const layers = picture ? [await layer(picture, scale)] : [];
  const sharp = await imageLibrary();
  const page = sharp({ create: { width, height, channels: 3, background: "#ffffff" } }).composite(layers);
  // Laying something onto it gave it an alpha channel.
  const pixels = { data: await page.removeAlpha().raw().toBuffer(), width, height };
  return saved(pixels, sheet, { ...place, pxPerMm: scale, slugMm: 0 });
}

/** Shows a page from its pixels as another program drew its media, 4 bytes each. */
export async function previewPixels(
  drawn: { readonly rgba: Uint8Array; readonly px: Size },
  sheet: PrintedSheet,
  place: PreviewPlace,
): Promise<MadePreview> {
  const { width, height } = drawn.px;
  const sharp = await imageLibrary();
  const image = sharp(drawn.rgba, { raw: { width, height, channels: 4 } });
  const pixels = { data: await image.flatten({ background: "#ffffff" }).raw().toBuffer(), width, height };
  return saved(pixels, sheet, {
    ...place,
    pxPerMm: width / mediaMm(sheet).width,
    slugMm: sheet.slugMm ?? 0,
  });
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
  const sharp = await imageLibrary();
  const { data, info } = await sharp(jpeg)
    .resize({ width, height, fit: picture.clip ? "cover" : "fill" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { input: data, raw: info, left, top };
}

/** The page after cutting, and all of its media with lines drawn over it. */
async function saved(
  pixels: Pixels,
  sheet: PrintedSheet,
  place: PreviewPlace & { readonly pxPerMm: number; readonly slugMm: number },
): Promise<MadePreview> {
  const { folder, role, page, pxPerMm, slugMm } = place;
  const path = join(folder, `preview-${role}-${page}.webp`);
  const annotated = join(folder, `annotated-${role}-${page}.jpg`);
  const { left, top, ...size } = trimRect(sheet);
  const trim = within(scaled({ left, top: top + slugMm, ...size }, pxPerMm), pixels);
  await (await asImage(pixels)).extract(trim).webp(webp).toFile(path);
  drawOver(pixels, drawingOf(sheet, place, place));
  await (await asImage(pixels)).jpeg(jpeg).toFile(annotated);
  return { role, page, path, annotated };
}

const webp = { quality: 80, effort: 2 } as const;
/** Costs a sixth of WebP: 2% of a book and not 12. Full colour, for thin lines. */
const jpeg = { quality: 80, chromaSubsampling: "4:4:4" } as const;

async function asImage({ data, width, height }: Pixels): Promise<Sharp> {
  const sharp = await imageLibrary();
  return sharp(data, { raw: { width, height, channels: 3 } });
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
