import { readFile } from "node:fs/promises";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import { mmToPt } from "../paper/length.ts";
import { mediaMm, type Sheet } from "../paper/sheet.ts";
import type { MadePreview } from "./job.ts";
import { previewPages, previewPixels, scaleOf } from "./preview.ts";

// PDFium holds the file once more in its own memory, which ends at 2 GB: larger books go without previews.
const maxBytes = 400e6;

/** Previews of a finished PDF by another program than the one that made it. None where that program fails. */
export async function rasterised(
  path: string,
  sheet: Sheet,
  { folder, role }: { readonly folder: string; readonly role: MadePreview["role"] },
): Promise<MadePreview[]> {
  const bytes = await readFile(path);
  if (bytes.length > maxBytes) return [];
  try {
    return await drawn(bytes, sheet, { folder, role });
  } catch {
    // A preview is a convenience: the print file has been made and is right without it.
    return [];
  }
}

async function drawn(
  bytes: Uint8Array,
  sheet: Sheet,
  place: { readonly folder: string; readonly role: MadePreview["role"] },
): Promise<MadePreview[]> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(bytes);
  const scale = (scaleOf(sheet) * mediaMm(sheet).width) / mmToPt(mediaMm(sheet).width);
  const previews: MadePreview[] = [];
  for (let page = 1; page <= Math.min(previewPages, document.getPageCount()); page++) {
    const { data, width, height } = await document.getPage(page - 1).render({ scale, render: "bitmap" });
    previews.push(await previewPixels({ rgba: data, px: { width, height } }, sheet, { ...place, page }));
  }
  document.destroy();
  library.destroy();
  return previews;
}
