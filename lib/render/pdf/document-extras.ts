import { PDFArray, type PDFDict, type PDFDocument, PDFName, type PDFObject, PDFString } from "pdf-lib";
import { dictIn, dictOf } from "./objects.ts";

/** What hangs on a document and not on its pages; none of it is printed or copied. */
export type Extra = "javascript_removed" | "actions_removed" | "embedded_files_removed" | "xfa_removed";

/** What of it a document has. */
export function extrasOf({ catalog }: PDFDocument): Extra[] {
  const names = dictIn(catalog, "Names");
  const form = dictIn(catalog, "AcroForm");
  const has = (dict: PDFDict | undefined, name: string) => dict?.has(PDFName.of(name)) === true;
  const opens = dictIn(catalog, "OpenAction");
  const runs = opens?.lookup(PDFName.of("S")) === PDFName.of("JavaScript");
  const found: readonly (readonly [Extra, boolean])[] = [
    ["javascript_removed", has(names, "JavaScript") || runs],
    ["actions_removed", has(catalog, "OpenAction") || has(catalog, "AA")],
    ["embedded_files_removed", has(names, "EmbeddedFiles") || has(catalog, "Collection")],
    ["xfa_removed", has(form, "XFA")],
  ];
  return found.flatMap(([extra, isThere]) => (isThere ? [extra] : []));
}

/**
 * The layers of a document in the state it opens in: other configurations, and switching by zoom, language or use, go.
 * Without them layers that are switched off would be printed.
 */
export function layersOf(pdf: PDFDocument): PDFDict | undefined {
  const layers = dictIn(pdf.catalog, "OCProperties");
  const shown = layers && dictIn(layers, "D");
  if (!layers || !shown) return undefined;
  layers.delete(PDFName.of("Configs"));
  shown.delete(PDFName.of("AS"));
  if (!shown.has(PDFName.of("Name"))) shown.set(PDFName.of("Name"), PDFString.of("Layers"));
  listAll(layers.lookup(PDFName.of("OCGs")), shown);
  return layers;
}

/** PDF/X-4 wants every layer in the list a reader would show, and nothing that depends on use. */
function listAll(all: PDFObject | undefined, shown: PDFDict): void {
  if (!(all instanceof PDFArray)) return;
  shown.set(PDFName.of("Order"), all.clone());
  for (let at = 0; at < all.size(); at++) dictOf(all.lookup(at))?.delete(usage);
}

const usage = PDFName.of("Usage");
