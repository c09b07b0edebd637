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
 * True for the fonts every PDF program draws alike because the format promised them. Of any other font only its
 * name is here: it would be printed in letters that nobody chose.
 */
export function isStandardFont(name: string): boolean {
  return standard.test(name.replace(/^[A-Z]{6}\+/, "").replaceAll(" ", ""));
}
