import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PDFiumPage } from "@hyzyla/pdfium";
import sharp from "sharp";
import { mmToPt, type Rect, type Size } from "../paper/length.ts";
import { drawOver, type PageDrawing } from "../paper/page-drawing.ts";
import { maxPdfiumBytes, startPdfium } from "../pdfium/pdfium.ts";
import type { Overlay, OverlayWish } from "./check-job.ts";
import type { BoxPt, PageShown, Report } from "./report.ts";

/** Pages drawn at most, those with findings first, and the longer side of a drawing. */
const maxPages = 24;
const sidePx = 1400;

type Noted = OverlayWish["notes"][number];

/** Draws pages with their trim, bleed, safe area and the places of findings over them, one JPEG each. */
export async function drawOverlays(path: string, report: Report, wish: OverlayWish): Promise<Overlay[]> {
  const bytes = await readFile(path);
  if (bytes.length > maxPdfiumBytes) return [];
  const library = await startPdfium();
  const document = await library.loadDocument(bytes);
  const notes = [...report.findings, ...wish.notes];
  const drawn: Overlay[] = [];
  for (const page of chosen(report, notes)) {
    const out = join(wish.folder, `page-${page.page}.jpg`);
    const onPage = notes.filter((note) => note.page === page.page);
    const onTop = (px: Size) => drawing(page, { ...wish, notes: onPage, px });
    await drawPage(document.getPage(page.page - 1), onTop, out);
    drawn.push({ page: page.page, path: out });
  }
  document.destroy();
  library.destroy();
  return drawn;
}

async function drawPage(page: PDFiumPage, onTop: (px: Size) => PageDrawing, out: string): Promise<void> {
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const scale = sidePx / Math.max(originalWidth, originalHeight, 1);
  const { data, width, height } = await page.render({ scale, render: "bitmap" });
  const flat = sharp(data, { raw: { width, height, channels: 4 } }).flatten({ background: "#ffffff" });
  const pixels = { data: await flat.raw().toBuffer(), width, height };
  drawOver(pixels, onTop(pixels));
  await sharp(pixels.data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85, chromaSubsampling: "4:4:4" })
    .toFile(out);
}

function chosen({ pages }: Report, notes: readonly Noted[]): PageShown[] {
  const guilty = new Set(notes.flatMap(({ severity, page }) => (severity === "info" ? [] : [page])));
  const order = [
    ...pages.filter(({ page }) => guilty.has(page)),
    ...pages.filter(({ page }) => !guilty.has(page)),
  ];
  return order.slice(0, maxPages).sort((a, b) => a.page - b.page);
}

interface Scene {
  readonly notes: readonly Noted[];
  readonly safeMm: number;
  readonly foldsMm?: readonly Rect[] | undefined;
  readonly px: Size;
}

function drawing(page: PageShown, { notes, safeMm, foldsMm = [], px }: Scene): PageDrawing {
  const seen = (box: BoxPt) => onPixels(box, page, px);
  const { trim, bleed } = page;
  return {
    trim: trim && seen(trim),
    bleed: bleed && seen(bleed),
    safe: trim && safeMm > 0 ? [seen(inset(trim, mmToPt(safeMm)))] : [],
    folds: trim ? foldsMm.map((fold) => seen(fromTrim(fold, trim))) : [],
    notes: notes.map(({ boxes, ...note }) => ({ ...note, places: boxes.map(seen) })),
  };
}

/** From points of the page to pixels of its picture, which readers turn clockwise by Rotate. */
function onPixels([left, bottom, right, top]: BoxPt, { view, rotate }: PageShown, px: Size): Rect {
  const [l, b, r, t] = view;
  const [x1, x2] = [(left - l) / (r - l), (right - l) / (r - l)];
  const [y1, y2] = [(t - top) / (t - b), (t - bottom) / (t - b)];
  const turns: Readonly<Record<number, BoxPt>> = {
    0: [x1, y1, x2, y2],
    90: [1 - y2, x1, 1 - y1, x2],
    180: [1 - x2, 1 - y2, 1 - x1, 1 - y1],
    270: [y1, 1 - x2, y2, 1 - x1],
  };
  const [fromX, fromY, toX, toY] = turns[((rotate % 360) + 360) % 360] ?? [x1, y1, x2, y2];
  const { width, height } = px;
  return {
    left: fromX * width,
    top: fromY * height,
    width: (toX - fromX) * width,
    height: (toY - fromY) * height,
  };
}

function fromTrim({ left, top, width, height }: Rect, [x, , , y]: BoxPt): BoxPt {
  const [l, t] = [x + mmToPt(left), y - mmToPt(top)];
  return [l, t - mmToPt(height), l + mmToPt(width), t];
}

function inset([left, bottom, right, top]: BoxPt, by: number): BoxPt {
  return [left + by, bottom + by, right - by, top - by];
}
