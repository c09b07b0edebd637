import { degrees, PDFDocument, PDFName, type PDFPage, rgb } from "pdf-lib";
import type { JobSource } from "../../lib/render/job.ts";
import { blue, green, red, source, yellow } from "./bench.ts";

const ptPerMm = 72 / 25.4;

/** A page somebody else made: sizes in mm, painted in four quarters like the pictures. */
export interface MadePage {
  readonly size: readonly [width: number, height: number];
  /** Left, bottom, width, height. */
  readonly trim?: readonly [number, number, number, number];
  readonly crop?: readonly [number, number, number, number];
  readonly rotate?: number;
  readonly userUnit?: number;
  /** MediaBox that does not begin at 0. */
  readonly origin?: readonly [number, number];
  readonly edit?: (page: PDFPage) => void;
}

export async function pdfOf(...pages: readonly MadePage[]): Promise<PDFDocument> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  for (const made of pages) addPage(pdf, made);
  return pdf;
}

export async function pdfSourceOf(pdf: PDFDocument, pointer = "/inside"): Promise<JobSource> {
  return source(pointer, await pdf.save({ useObjectStreams: false }), "application/pdf");
}

function addPage(pdf: PDFDocument, made: MadePage): void {
  const unit = made.userUnit ?? 1;
  const [width, height] = made.size.map((mm) => (mm * ptPerMm) / unit) as [number, number];
  const [x, y] = made.origin ?? [0, 0];
  const page = pdf.addPage([width, height]);
  page.setMediaBox(x, y, width, height);
  const boxed = (box: readonly number[]) =>
    box.map((mm) => (mm * ptPerMm) / unit) as [number, number, number, number];
  if (made.trim) page.setTrimBox(...boxed(made.trim));
  if (made.crop) page.setCropBox(...boxed(made.crop));
  if (made.rotate) page.setRotation(degrees(made.rotate));
  if (made.userUnit) page.node.set(PDFName.of("UserUnit"), pdf.context.obj(made.userUnit));
  paintQuarters(page, [x, y, width, height]);
  made.edit?.(page);
}

/** Red and green above, blue and yellow below, filling the box to its edges. */
function paintQuarters(
  page: PDFPage,
  [x, y, width, height]: readonly [number, number, number, number],
): void {
  const half = { width: width / 2, height: height / 2 };
  page.drawRectangle({ ...half, x, y: y + height / 2, color: colour(red) });
  page.drawRectangle({ ...half, x: x + width / 2, y: y + height / 2, color: colour(green) });
  page.drawRectangle({ ...half, x, y, color: colour(blue) });
  page.drawRectangle({ ...half, x: x + width / 2, y, color: colour(yellow) });
}

function colour(hex: string): ReturnType<typeof rgb> {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return rgb(r, g, b);
}
