import { PDFArray, PDFDict, PDFName, type PDFObject, type PDFPage, PDFStream } from "pdf-lib";

/** Names of the fonts that pages use without bringing them along: a printer would set another in their place. */
export function fontsNotEmbedded(pages: readonly PDFPage[]): string[] {
  const missing = new Set<string>();
  const seen = new Set<PDFDict>();
  const waiting = pages.flatMap((page) => asDict(page.node.Resources()));
  for (let resources = waiting.pop(); resources; resources = waiting.pop()) {
    if (seen.has(resources)) continue;
    seen.add(resources);
    for (const font of valuesOf(resources, "Font")) if (!isEmbedded(font)) missing.add(nameOf(font));
    const forms = [...valuesOf(resources, "XObject"), ...valuesOf(resources, "Pattern")];
    waiting.push(...forms.flatMap((form) => asDict(form.lookup(PDFName.of("Resources")))));
  }
  return [...missing].sort();
}

const files = ["FontFile", "FontFile2", "FontFile3"].map((name) => PDFName.of(name));

/** Type 3 fonts are drawings and always with their page; composite ones describe themselves in a descendant. */
function isEmbedded(font: PDFDict): boolean {
  if (font.lookup(PDFName.of("Subtype")) === PDFName.of("Type3")) return true;
  const descendants = font.lookup(PDFName.of("DescendantFonts"));
  const [described = font] = descendants instanceof PDFArray ? asDict(descendants.lookup(0)) : [];
  const [descriptor] = asDict(described.lookup(PDFName.of("FontDescriptor")));
  return descriptor !== undefined && files.some((file) => descriptor.has(file));
}

function nameOf(font: PDFDict): string {
  const name = font.lookup(PDFName.of("BaseFont"));
  return name instanceof PDFName ? name.decodeText() : "unnamed";
}

function valuesOf(resources: PDFDict, kind: string): PDFDict[] {
  return asDict(resources.lookup(PDFName.of(kind))).flatMap((named) =>
    named.keys().flatMap((key) => asDict(named.lookup(key))),
  );
}

function asDict(object: PDFObject | undefined): PDFDict[] {
  if (object instanceof PDFStream) return [object.dict];
  return object instanceof PDFDict ? [object] : [];
}
