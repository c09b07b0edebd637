import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PDFiumLibrary, type PDFiumPage } from "@hyzyla/pdfium";
import sharp from "sharp";
import { mmToPt } from "../paper/length.ts";
import type { BoxPt, CheckFinding, PageShown, Report } from "./report.ts";

/** Pages drawn at most, those with findings first, and the longer side of a drawing. */
const maxPages = 24;
const sidePx = 1400;

export interface OverlayWish {
  readonly folder: string;
  /** Distance from the trim that nothing important should be in; 0 where it is not known. */
  readonly safeMm: number;
}

/**
 * Draws pages with their trim (green), bleed (blue), safe area (orange) and the places of findings (red, amber) over
 * them, one PNG each. Answers the paths.
 */
export async function drawOverlays(path: string, report: Report, wish: OverlayWish): Promise<string[]> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(await readFile(path));
  const drawn: string[] = [];
  for (const page of chosen(report)) {
    const out = join(wish.folder, `page-${page.page}.png`);
    const findings = report.findings.filter((finding) => finding.page === page.page);
    const onTop = (px: Pixels) => drawing(page, { findings, safeMm: wish.safeMm, px });
    await drawPage(document.getPage(page.page - 1), onTop, out);
    drawn.push(out);
  }
  document.destroy();
  library.destroy();
  return drawn;
}

async function drawPage(page: PDFiumPage, onTop: (px: Pixels) => string, out: string): Promise<void> {
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const scale = sidePx / Math.max(originalWidth, originalHeight, 1);
  const { data, width, height } = await page.render({ scale, render: "bitmap" });
  await sharp(data, { raw: { width, height, channels: 4 } })
    .flatten({ background: "#ffffff" })
    .composite([{ input: Buffer.from(onTop({ width, height })) }])
    .png({ palette: true })
    .toFile(out);
}

function chosen({ pages, findings }: Report): PageShown[] {
  const guilty = new Set(findings.map(({ page }) => page));
  const order = [
    ...pages.filter(({ page }) => guilty.has(page)),
    ...pages.filter(({ page }) => !guilty.has(page)),
  ];
  return order.slice(0, maxPages).sort((a, b) => a.page - b.page);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
}

interface Rectangle extends Pixels {
  readonly x: number;
  readonly y: number;
}

interface Scene {
  readonly findings: readonly CheckFinding[];
  readonly safeMm: number;
  readonly px: Pixels;
}

function drawing(page: PageShown, { findings, safeMm, px }: Scene): string {
  const outline = (box: BoxPt, style: string) => rect(onPixels(box, page, px), style);
  const safe = page.trim && safeMm > 0 ? outline(inset(page.trim, mmToPt(safeMm)), dashed("#f08000")) : "";
  // Below the page's own lines, which must always be seen.
  const lines = [
    ...findings.flatMap((finding) => places(finding, page, px)),
    page.bleed ? outline(page.bleed, dashed("#0060ff")) : "",
    page.trim ? outline(page.trim, 'stroke="#00a040" stroke-width="2" fill="none"') : "",
    safe,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${px.width}" height="${px.height}">${lines.join("")}</svg>`;
}

const colours = { error: "#e00020", warning: "#d07800", info: "#2060c0" };

function places({ code, severity, boxes }: CheckFinding, page: PageShown, px: Pixels): string[] {
  const colour = colours[severity];
  return boxes.map((box, at) => {
    const place = atLeast(onPixels(box, page, px));
    // What is as large as the page is outlined only: a tint would lie over everything.
    const isLarge = place.width * place.height > (px.width * px.height) / 2;
    const tint = isLarge ? `fill="none"` : `fill="${colour}" fill-opacity="0.12"`;
    const label = `<text x="${place.x}" y="${Math.max(14, place.y - 4)}" ${lettering(colour)}>${code}</text>`;
    return rect(place, `stroke="${colour}" stroke-width="2" ${tint}`) + (at === 0 ? label : "");
  });
}

function lettering(colour: string): string {
  return `font-family="sans-serif" font-size="14" font-weight="bold" fill="${colour}" stroke="#fff" stroke-width="3" paint-order="stroke"`;
}

/** A hairline has no width to see: its box is drawn around it. */
function atLeast({ x, y, width, height }: Rectangle): Rectangle {
  const [more, higher] = [Math.max(0, 6 - width), Math.max(0, 6 - height)];
  return { x: x - more / 2, y: y - higher / 2, width: width + more, height: height + higher };
}

/** From points of the page to pixels of its picture, which readers turn clockwise by Rotate. */
function onPixels([left, bottom, right, top]: BoxPt, { view, rotate }: PageShown, px: Pixels): Rectangle {
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
    x: fromX * width,
    y: fromY * height,
    width: (toX - fromX) * width,
    height: (toY - fromY) * height,
  };
}

function inset([left, bottom, right, top]: BoxPt, by: number): BoxPt {
  return [left + by, bottom + by, right - by, top - by];
}

function rect({ x, y, width, height }: Rectangle, style: string): string {
  const [px, py, w, h] = [x, y, width, height].map((each) => Math.round(each * 10) / 10);
  return `<rect x="${px}" y="${py}" width="${w}" height="${h}" ${style}/>`;
}

function dashed(colour: string): string {
  return `stroke="${colour}" stroke-width="2" stroke-dasharray="8 5" fill="none"`;
}
