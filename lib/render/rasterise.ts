import { readFile } from "node:fs/promises";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import { mmToPt } from "../paper/length.ts";
import { mediaMm } from "../paper/sheet.ts";
import type { MadePreview } from "./job.ts";
import { type PreviewPlace, previewedPages, previewPixels, scaleOf } from "./preview.ts";
import type { PrintedSheet } from "./printed-sheet.ts";

// PDFium holds the file once more in its own memory, which ends at 2 GB: larger books go without previews.
const maxBytes = 400e6;

/** Where previews of all of a document's pages go, and what they are about. */
type DocumentPlace = Omit<PreviewPlace, "page">;

/** Previews of a finished PDF by another program than the one that made it. None where that program fails. */
export async function rasterised(
  path: string,
  sheet: PrintedSheet,
  place: DocumentPlace,
): Promise<MadePreview[]> {
  const bytes = await readFile(path);
  if (bytes.length > maxBytes) return [];
  try {
    return await drawn(bytes, sheet, place);
  } catch {
    // A preview is a convenience: the print file has been made and is right without it.
    return [];
  }
}

async function drawn(bytes: Uint8Array, sheet: PrintedSheet, place: DocumentPlace): Promise<MadePreview[]> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(bytes);
  const scale = (scaleOf(sheet) * mediaMm(sheet).width) / mmToPt(mediaMm(sheet).width);
  const previews: MadePreview[] = [];
  for (const page of previewedPages(document.getPageCount(), place.findings)) {
    const { data, width, height } = await document.getPage(page - 1).render({ scale, render: "bitmap" });
    previews.push(await previewPixels({ rgba: data, px: { width, height } }, sheet, { ...place, page }));
  }
  document.destroy();
  library.destroy();
  return previews;
}
