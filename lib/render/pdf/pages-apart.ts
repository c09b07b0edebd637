import { PDFDocument, PDFName, PDFObjectCopier, PDFPage } from "pdf-lib";

/** A document of these pages alone, with the layers that decide what shows; `edit` changes each copied page. */
export async function pagesApart(
  from: PDFDocument,
  pages: readonly PDFPage[],
  edit: (node: PDFPage["node"]) => void = () => {},
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const copier = PDFObjectCopier.for(from.context, document.context);
  const nodes = pages.map((page) => copier.copy(page.node));
  const layers = from.catalog.get(PDFName.of("OCProperties"));
  if (layers) document.catalog.set(PDFName.of("OCProperties"), copier.copy(layers));
  for (const node of nodes) {
    edit(node);
    document.addPage(PDFPage.of(node, document.context.register(node), document));
  }
  return document.save({ useObjectStreams: false, addDefaultPage: false });
}
