import { Rejected } from "../order/errors.ts";
import { ptToMm, type Rect, type Size } from "../paper/length.ts";
import type { Fit } from "../paper/placement.ts";
import { trimFromMarks } from "../paper/printed-marks.ts";
import type { Sheet } from "../paper/sheet.ts";
import {
  boxOf,
  enlargement,
  isSpreadOf,
  type Located,
  locateTrim,
  locateWhole,
} from "../paper/supplied-page.ts";
import { type Box, boxPt } from "./pdf/boxes.ts";
import { inverse, mapped } from "./pdf/matrix.ts";
import { contentOf } from "./pdf/page-content.ts";
import { usedBy } from "./pdf/page-use.ts";
import type { UprightPage } from "./pdf/supplied.ts";

/** One supplied page with its trim found, and what told where it is. */
export interface Fitted {
  readonly page: UprightPage;
  readonly located: Located;
  readonly byMarks: boolean;
}

/** Finds where a page is cut. Throws `page_size_mismatch` with the reason. */
export function fitted(page: UprightPage, sheet: Sheet, at: PageWish): Fitted {
  const located = locateTrim(page, sheet);
  if (located && !located.scaled) return { page, located, byMarks: false };
  const trim = markedTrim(page, sheet);
  const marked = trim && locateTrim({ ...page, trim }, sheet);
  if (marked) return { page: { ...page, trim }, located: marked, byMarks: true };
  if (located && (at.fit !== "fill" || isNear(located))) return { page, located, byMarks: false };
  return { ...asOrdered(page, sheet, at), byMarks: false };
}

/** A page of other proportions, or of much another size: laid down as the order says, refused where it says nothing. */
function asOrdered(page: UprightPage, sheet: Sheet, at: PageWish): Omit<Fitted, "byMarks"> {
  if (at.fit === "fill" || isSpreadOf(boxOf(page), sheet)) throw mismatch(page, sheet, at);
  const located = locateWhole(page, sheet, at.fit);
  return { page: at.fit === "fit" ? { ...page, mediaBox: shown(page) } : page, located };
}

/** Where a page is, and what the order says of sizes: `fill`, which is not said, changes none by much. */
interface PageWish {
  readonly pointer: string;
  readonly number: number;
  readonly fit: Fit;
}

/** Half as large again, or half as large: beyond it somebody took the wrong file or the wrong product. */
function isNear(located: Located): boolean {
  const grown = enlargement(located);
  return grown >= 0.5 && grown <= 1.5;
}

/** Beside the trim there may be marks: white is to stand there. */
function shown(page: UprightPage): Box {
  return mapped(boxPt(boxOf(page), page.media), inverse(page.upright));
}

function mismatch(page: UprightPage, sheet: Sheet, { pointer, number }: PageWish): Rejected {
  return new Rejected("page_size_mismatch", reasonOf(page, sheet), {
    pointer,
    given: { page: number, ...rounded(boxOf(page)) },
    wanted: { trimMm: rounded(sheet.trimMm), bleedMm: sheet.bleedMm },
  });
}

/** Only pages larger than the sheet have room for marks. */
function markedTrim(page: UprightPage, { trimMm, bleedMm }: Sheet): Rect | null {
  const { media } = page;
  if (media.width < trimMm.width + 2 * bleedMm || media.height < trimMm.height + 2 * bleedMm) return null;
  const resources = page.page.node.Resources() ?? page.page.doc.context.obj({});
  try {
    const { lines } = usedBy(contentOf(page.page).bytes, resources, page.upright);
    const place = (x: number, y: number) => [ptToMm(x), media.height - ptToMm(y)] as const;
    const inMm = lines.map(([x1, y1, x2, y2]) => ({ from: place(x1, y1), to: place(x2, y2) }));
    return trimFromMarks(inMm, trimMm);
  } catch {
    // What cannot be read shows no marks; that it cannot be read is said where the page is judged.
    return null;
  }
}

function reasonOf(page: UprightPage, sheet: Sheet): string {
  const size = boxOf(page);
  const located = locateTrim(page, sheet);
  if (located) return scaledTooFar(located);
  if (isSpreadOf(size, sheet))
    return "The PDF has two pages side by side on one: export single pages, not spreads.";
  if (size.width > sheet.trimMm.width && size.height > sheet.trimMm.height)
    return "A page of the PDF is larger than the product, and neither a TrimBox nor crop marks say where it is cut.";
  return "A page of the PDF has neither the product's size nor its proportions.";
}

function scaledTooFar({ scale }: Located): string {
  const percent = Math.round(scale.width * 100);
  return `A page of the PDF would be printed at ${percent}% of its size: if that is meant, order with fit "fit".`;
}

function rounded({ width, height }: Size): { widthMm: number; heightMm: number } {
  return { widthMm: Math.round(width * 10) / 10, heightMm: Math.round(height * 10) / 10 };
}
