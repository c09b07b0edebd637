import { PDFDict } from "pdf-lib";
import { entryOf, type Found, itemsOf, nameIn, numberIn, numbersIn } from "../pdf/entries.ts";

/** What is needed to know where text ends. */
export interface FontWidths {
  readonly bytesPerCode: 1 | 2;
  /** In thousandths of the size. */
  widthOf(code: number): number;
}

const known = new WeakMap<PDFDict, FontWidths>();
const guessed: FontWidths = { bytesPerCode: 1, widthOf: () => 500 };

/** A font's widths; guessed where it brings none. */
export function widthsOf(font: Found): FontWidths {
  if (!(font instanceof PDFDict)) return guessed;
  const seen = known.get(font);
  if (seen) return seen;
  const widths = isComposite(font) ? compositeWidths(font) : simpleWidths(font);
  known.set(font, widths);
  return widths;
}

export function isComposite(font: Found): boolean {
  return nameIn(entryOf(font, "Subtype")) === "Type0";
}

export function isType3(font: Found): boolean {
  return nameIn(entryOf(font, "Subtype")) === "Type3";
}

function simpleWidths(font: PDFDict): FontWidths {
  const first = numberIn(entryOf(font, "FirstChar")) ?? 0;
  const widths = numbersIn(entryOf(font, "Widths"));
  // Type 3 fonts measure in their own space.
  const [scale = 0.001] = isType3(font) ? numbersIn(entryOf(font, "FontMatrix")) : [];
  return { bytesPerCode: 1, widthOf: (code) => (widths[code - first] ?? 500) * scale * 1000 };
}

/** Codes are taken for two bytes, as nearly all composite fonts have them. */
function compositeWidths(font: PDFDict): FontWidths {
  const [descendant] = itemsOf(entryOf(font, "DescendantFonts"));
  const usual = numberIn(entryOf(descendant, "DW")) ?? 1000;
  const listed = new Map<number, number>();
  const items = itemsOf(entryOf(descendant, "W"));
  for (let at = 0; at + 1 < items.length; ) {
    const first = numberIn(items[at]) ?? 0;
    const widths = numbersIn(items[at + 1]);
    widths.forEach((width, index) => {
      listed.set(first + index, width);
    });
    // Ranges of one width (three numbers) are left at the usual width: boxes need no more.
    at += itemsOf(items[at + 1]).length > 0 ? 2 : 3;
  }
  return { bytesPerCode: 2, widthOf: (code) => listed.get(code) ?? usual };
}
