import { PDFiumLibrary } from "@hyzyla/pdfium";
import { Fault } from "../order/errors.ts";

/** Most bytes of a file it is given: PDFium holds it once more in its own memory, which ends at 2 GB. */
export const maxPdfiumBytes = 400e6;

/** Starts PDFium, a reader of PDFs that mends more than others. Throws Fault where what it consists of is missing. */
export async function startPdfium(): Promise<PDFiumLibrary> {
  try {
    return await PDFiumLibrary.init();
  } catch (cause) {
    // What a file has left of a child's memory is the file's.
    if (/memory|allocation/i.test(String(cause))) throw cause;
    throw new Fault(`PDFium does not start: ${String(cause).slice(0, 300)}`, { cause });
  }
}
