import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as fontkit from "@cantoo/fontkit";
import type { PDFDocument, PDFFont } from "pdf-lib";
import { Rejected } from "../order/errors.ts";

/** Beside this module, and beside the bundle once bundled, which takes `font/` along. */
const fontPath = join(import.meta.dirname, "font", "open-sans-semibold.ttf");

/** Embeds the one typeface of covers, job tickets and slips: Latin, Greek and Cyrillic, only the letters used. */
export async function embedTypeface(pdf: PDFDocument): Promise<PDFFont> {
  pdf.registerFontkit(fontkit);
  return pdf.embedFont(await readFile(fontPath), { subset: true });
}

/** Text as it can be set, or Rejected `text_not_printable` with the first sign the typeface lacks. */
export function printable(font: PDFFont, text: string, pointer: string): string {
  const composed = text.normalize("NFC").replace(/\s+/g, " ").trim();
  const known = new Set(font.getCharacterSet());
  const missing = [...composed].find((sign) => !known.has(sign.codePointAt(0) ?? 0));
  if (missing === undefined) return composed;
  const given = `${missing} (U+${(missing.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;
  const detail = `The text has a sign that the cover's typeface lacks: ${given}.`;
  throw new Rejected("text_not_printable", detail, { pointer, given });
}

/** Text broken into lines, and the size in points at which they fit. */
export interface SetText {
  readonly lines: readonly string[];
  readonly sizePt: number;
}

/** The largest size up to `maxPt` at which the text fits the width in at most `maxLines`; not below `minPt`. */
export function fitText(
  font: PDFFont,
  text: string,
  { widthPt, maxPt, minPt, maxLines }: { widthPt: number; maxPt: number; minPt: number; maxLines: number },
): SetText | null {
  for (let sizePt = maxPt; sizePt >= minPt; sizePt -= 0.5) {
    const lines = broken(text, (line) => font.widthOfTextAtSize(line, sizePt) <= widthPt);
    if (lines && lines.length <= maxLines) return { lines, sizePt };
  }
  return null;
}

/** Lines of whole words; null when a word alone is too wide. */
function broken(text: string, fits: (line: string) => boolean): string[] | null {
  const words = text.split(" ");
  if (!words.every(fits)) return null;
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && fits(longer)) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines;
}
