import { type Color, degrees, type PDFFont, type PDFPage } from "pdf-lib";
import { Rejected } from "../order/errors.ts";
import { mmToPt, type Rect, type Size } from "../paper/length.ts";
import { type SpineLine, smallestSpineTextPt } from "../paper/spine-text.ts";
import { fitText, type SetText } from "../typeface/typeface.ts";
import { boxPt } from "./pdf/boxes.ts";

/** A page that text is set on, and how. */
export interface Setting {
  readonly page: PDFPage;
  readonly font: PDFFont;
  readonly colour: Color;
  /** Of the page, in mm. */
  readonly media: Size;
}

/** Height of capitals in Open Sans, as a share of its size. */
const capHeight = 0.714;
/** Twice the way from the middle of the capitals to the foot of a y, as a share of the size. */
const lineShare = 1.2;
const leading = 1.25;
const largestSpinePt = 24;

/** Sets title and subtitle centred in an area, title larger. Throws `text_not_printable` when they cannot fit. */
export function setTitles(setting: Setting, area: Rect, titles: { title?: string; subtitle?: string }): void {
  const [left, bottom, right, top] = boxPt(area, setting.media);
  const widthPt = right - left;
  const share = titles.title && titles.subtitle ? 0.62 : 1;
  const heightPt = top - bottom;
  const big = fitted(setting, titles.title, {
    widthPt,
    heightPt: heightPt * share,
    maxPt: 40,
    pointer: "/cover/title",
  });
  const rest = heightPt - heightOf(big);
  const small = fitted(setting, titles.subtitle, {
    widthPt,
    heightPt: rest,
    maxPt: 18,
    pointer: "/cover/subtitle",
  });
  const centre = { x: (left + right) / 2, top: (top + bottom + heightOf(big) + heightOf(small)) / 2 };
  drawLines(setting, big, centre);
  drawLines(setting, small, { ...centre, top: centre.top - heightOf(big) });
}

/** Sets a line along a spine from the head down; false where even small letters are too long for it. */
export function setSpine(
  setting: Setting,
  spine: Rect,
  { text, line }: { text: string; line: SpineLine },
): boolean {
  const maxPt = Math.min(largestSpinePt, mmToPt(line.heightMm) / lineShare);
  const limits = { widthPt: mmToPt(line.lengthMm), maxPt, minPt: smallestSpineTextPt, maxLines: 1 };
  const set = fitText(setting.font, text, limits);
  if (!set) return false;
  const [left, bottom, right, top] = boxPt(spine, setting.media);
  const length = setting.font.widthOfTextAtSize(text, set.sizePt);
  setting.page.drawText(text, {
    x: (left + right) / 2 - (capHeight * set.sizePt) / 2,
    y: (top + bottom + length) / 2,
    rotate: degrees(-90),
    size: set.sizePt,
    font: setting.font,
    color: setting.colour,
  });
  return true;
}

interface Limits {
  readonly widthPt: number;
  readonly heightPt: number;
  readonly maxPt: number;
  readonly pointer: string;
}

function fitted({ font }: Setting, text: string | undefined, limits: Limits): SetText | null {
  if (!text) return null;
  const { widthPt, heightPt, maxPt, pointer } = limits;
  for (const maxLines of [1, 2, 3, 4]) {
    const largest = Math.min(maxPt, heightPt / (maxLines * leading));
    const set = fitText(font, text, {
      widthPt,
      maxPt: largest,
      minPt: maxLines === 4 ? 6 : largest * 0.6,
      maxLines,
    });
    if (set) return set;
  }
  throw new Rejected("text_not_printable", "The text does not fit onto the cover.", { pointer, given: text });
}

function heightOf(set: SetText | null): number {
  return set ? set.lines.length * set.sizePt * leading : 0;
}

function drawLines(
  { page, font, colour }: Setting,
  set: SetText | null,
  at: { x: number; top: number },
): void {
  for (const [index, line] of (set?.lines ?? []).entries()) {
    const size = set?.sizePt ?? 0;
    const baseline = at.top - size * leading * index - (size * (leading + capHeight)) / 2;
    page.drawText(line, {
      x: at.x - font.widthOfTextAtSize(line, size) / 2,
      y: baseline,
      size,
      font,
      color: colour,
    });
  }
}
