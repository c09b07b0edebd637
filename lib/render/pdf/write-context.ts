import { type PDFDocument, PDFName } from "pdf-lib";
import type { About } from "./metadata.ts";
import { PdfWriter, type Written } from "./writer.ts";

/**
 * Writes what pdf-lib has built as a document of ours: its pages and what they need, under our catalog, metadata
 * and dates. Object by object, so that the file never stands in memory a second time.
 */
export async function writeContext(pdf: PDFDocument, path: string, about: About): Promise<Written> {
  await pdf.flush();
  const { context, catalog } = pdf;
  const pageTree = catalog.get(PDFName.of("Pages"));
  const layers = catalog.get(PDFName.of("OCProperties"));
  const writer = await PdfWriter.create(path);
  try {
    writer.adopt(context.largestObjectNumber);
    for (const [ref, object] of context.enumerateIndirectObjects()) {
      if (object === catalog) continue;
      const body = new Uint8Array(object.sizeInBytes());
      object.copyBytesInto(body, 0);
      await writer.raw(ref.objectNumber, body);
    }
    const tree = Number.parseInt(String(pageTree), 10);
    return await writer.finish(tree, about, layers ? `/OCProperties ${layers}` : "");
  } catch (error) {
    await writer.close();
    throw error;
  }
}
