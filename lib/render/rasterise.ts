import { readFile } from "node:fs/promises";
import { ParseSpeeds, PDFDocument } from "pdf-lib";
import { isOurs } from "../order/errors.ts";
import { mmToPt } from "../paper/length.ts";
import { mediaMm } from "../paper/sheet.ts";
import { maxPdfiumBytes, startPdfium } from "../pdfium/pdfium.ts";
import type { MadePreview } from "./job.ts";
import { pagesApart } from "./pdf/pages-apart.ts";
import { type PreviewPlace, previewedPages, previewPixels, scaleOf } from "./preview.ts";
import type { PrintedSheet } from "./printed-sheet.ts";

/** Larger files are not given to PDFium whole: it would hold them once more in a memory of its own. */
const wholeBytes = 64e6;

/** Where previews of all of a document's pages go, and what they are about. */
type DocumentPlace = Omit<PreviewPlace, "page">;

/** Previews of a finished PDF by another program than the one that made it. None where that program fails. */
export async function rasterised(
  path: string,
  sheet: PrintedSheet,
  place: DocumentPlace & { readonly pages: number },
): Promise<MadePreview[]> {
  const shown = previewedPages(place.pages, place.findings);
  try {
    return await drawn(await holding(path, shown), sheet, place);
  } catch (error) {
    if (isOurs(error)) throw error;
    // A preview is a convenience: the print file has been made and is right without it.
    return [];
  }
}

/** A document that has the pages to show, and where in it each of them is. */
interface Shown {
  readonly bytes: Uint8Array;
  readonly places: ReadonlyMap<number, number>;
}

async function holding(path: string, shown: readonly number[]): Promise<Shown> {
  const bytes = await readFile(path);
  if (bytes.length <= wholeBytes) return { bytes, places: new Map(shown.map((page) => [page, page - 1])) };
  const pdf = await PDFDocument.load(bytes, { parseSpeed: ParseSpeeds.Fastest, updateMetadata: false });
  const pages = shown.map((page) => pdf.getPage(page - 1));
  return { bytes: await pagesApart(pdf, pages), places: new Map(shown.map((page, at) => [page, at])) };
}

async function drawn(
  { bytes, places }: Shown,
  sheet: PrintedSheet,
  place: DocumentPlace,
): Promise<MadePreview[]> {
  if (bytes.length > maxPdfiumBytes) return [];
  const library = await startPdfium();
  const document = await library.loadDocument(bytes);
  const scale = (scaleOf(sheet) * mediaMm(sheet).width) / mmToPt(mediaMm(sheet).width);
  const previews: MadePreview[] = [];
  for (const [page, at] of places) {
    const { data, width, height } = await document.getPage(at).render({ scale, render: "bitmap" });
    previews.push(await previewPixels({ rgba: data, px: { width, height } }, sheet, { ...place, page }));
  }
  document.destroy();
  library.destroy();
  return previews;
}
