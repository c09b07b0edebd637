import { PDFArray, type PDFDict, PDFName } from "pdf-lib";
import { dictIn, dictOf, entry, nameIn } from "./objects.ts";

const files = ["FontFile", "FontFile2", "FontFile3"].map((name) => PDFName.of(name));

/** Type 3 fonts are drawings and always with their page; composite ones describe themselves in a descendant. */
export function isEmbedded(font: PDFDict): boolean {
  if (nameIn(font, "Subtype") === "Type3") return true;
  const descendants = entry(font, "DescendantFonts");
  const described = descendants instanceof PDFArray ? dictOf(descendants.lookup(0)) : font;
  const descriptor = described && dictIn(described, "FontDescriptor");
  return descriptor !== undefined && files.some((file) => descriptor.has(file));
}

export function nameOfFont(font: PDFDict): string {
  return nameIn(font, "BaseFont") ?? "unnamed";
}

const standard =
  /^(?:Times|Helvetica|Courier|Arial|TimesNewRoman|CourierNew|Symbol|ZapfDingbats)(?:PS)?(?:MT)?(?:$|[-,])/;

/**
 * True for the fonts every PDF program draws alike because the format promised them, in their own western letters:
 * Cyrillic of an Arial that is missing comes out as nothing. Any other font would be printed in letters nobody chose.
 */
export function isStandardFont(font: PDFDict): boolean {
  const name = nameOfFont(font)
    .replace(/^[A-Z]{6}\+/, "")
    .replaceAll(" ", "");
  if (!standard.test(name) || font.has(PDFName.of("DescendantFonts"))) return false;
  const encoding = dictIn(font, "Encoding");
  return !/\/(?:afii|uni|u[0-9A-F]{4}|g\d|cid|G[0-9A-F]{2})/.test(
    String(encoding?.lookup(PDFName.of("Differences")) ?? ""),
  );
}
