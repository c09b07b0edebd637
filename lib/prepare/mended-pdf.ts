import type { PDFiumDocument } from "@hyzyla/pdfium";
import { maxPages } from "../order/limits.ts";
import type { MeasuredPage } from "../order/measured.ts";
import { maxPdfiumBytes, startPdfium } from "../pdfium/pdfium.ts";

const mmPerPt = 25.4 / 72;

/**
 * Pages of a damaged PDF as PDFium finds them, which mends more than the library that copies pages: rendering draws
 * such files as pictures. Undefined where it opens no better, or shows a page with nothing on it: that was lost.
 */
export async function mendedPages(bytes: Uint8Array): Promise<MeasuredPage[] | undefined> {
  if (bytes.length > maxPdfiumBytes) return undefined;
  const library = await startPdfium();
  try {
    const document = await library.loadDocument(bytes);
    const pages = pagesOf(document);
    document.destroy();
    return pages;
  } catch {
    return undefined;
  } finally {
    library.destroy();
  }
}

function pagesOf(document: PDFiumDocument): MeasuredPage[] | undefined {
  const count = document.getPageCount();
  if (count === 0 || count > maxPages) return undefined;
  const pages: MeasuredPage[] = [];
  for (let at = 0; at < count; at++) {
    const page = document.getPage(at);
    if (page.getObjectCount() < 1) return undefined;
    const { originalWidth, originalHeight } = page.getOriginalSize();
    const mediaMm = { width: originalWidth * mmPerPt, height: originalHeight * mmPerPt };
    pages.push({ mediaMm, trimMm: null, rotate: 0 });
  }
  return pages;
}
