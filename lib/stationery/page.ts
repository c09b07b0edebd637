import { PDFDocument, type PDFFont, type PDFPage, rgb } from "pdf-lib";
import { dataMatrix } from "../paper/data-matrix.ts";
import { mmToPt, type Rect, type Size } from "../paper/length.ts";
import { embedTypeface } from "../typeface/typeface.ts";

/** A sheet for people: text is set in millimetres from its top left corner. */
export interface Sheet {
  readonly pdf: PDFDocument;
  readonly page: PDFPage;
  readonly font: PDFFont;
  /** Signs that the typeface has. */
  readonly known: ReadonlySet<number>;
  readonly heightMm: number;
}

/** Where text begins, how large it is, and the width it must fit; too long a text is set smaller. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly sizePt: number;
  readonly widthMm: number;
  /** 0 is black, which it is unless said, and 1 the paper. */
  readonly tone?: number;
  /** Ends where the width does, as numbers in a column. */
  readonly atEnd?: boolean;
}

/** Something to know, under its name. */
export type Fact = readonly [name: string, value: string];

/** A blank sheet whose bytes depend on what is set on it and on `at`, never on the clock. */
export async function blankSheet(sizeMm: Size, { title, at }: { title: string; at: Date }): Promise<Sheet> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.setTitle(title);
  pdf.setProducer("Printcloud");
  pdf.setCreationDate(at);
  pdf.setModificationDate(at);
  const font = await embedTypeface(pdf);
  const page = pdf.addPage([mmToPt(sizeMm.width), mmToPt(sizeMm.height)]);
  return { pdf, page, font, known: new Set(font.getCharacterSet()), heightMm: sizeMm.height };
}

/** Another page of the same size, to go on writing on. */
export function nextPage(sheet: Sheet): Sheet {
  const { width, height } = sheet.page.getSize();
  return { ...sheet, page: sheet.pdf.addPage([width, height]) };
}

const smallestPt = 4;

/** Sets one line; signs that the typeface lacks become question marks, for the ticket holds the text itself. */
export function setText({ page, font, known, heightMm }: Sheet, text: string, spot: Spot): void {
  const printable = [...text.normalize("NFC")].map((sign) =>
    known.has(sign.codePointAt(0) ?? 0) ? sign : "?",
  );
  const line = printable.join("");
  const room = mmToPt(spot.widthMm);
  const wide = font.widthOfTextAtSize(line, spot.sizePt);
  const size = Math.max(smallestPt, spot.sizePt * Math.min(1, room / wide));
  const indent = spot.atEnd ? room - font.widthOfTextAtSize(line, size) : 0;
  const place = { x: mmToPt(spot.x) + indent, y: mmToPt(heightMm - spot.y) - size };
  page.drawText(line, { ...place, size, font, color: toned(spot.tone) });
}

/** Of names, which stand behind what they name. */
export const nameTone = 0.42;
const nameSizePt = 7.5;

/** Sets a value, and its name small above it. */
export function setFact(sheet: Sheet, [name, value]: Fact, spot: Spot): void {
  setText(sheet, name, { ...spot, sizePt: nameSizePt, tone: nameTone });
  setText(sheet, value, { ...spot, y: spot.y + 3.6 });
}

/** A hairline of half a point across the sheet, `y` mm from the top. */
export function setRule(sheet: Sheet, { x, y, widthMm, tone }: Omit<Spot, "sizePt">): void {
  const height = mmToPt(sheet.heightMm - y);
  const [start, end] = [mmToPt(x), mmToPt(x + widthMm)];
  const line = { start: { x: start, y: height }, end: { x: end, y: height } };
  sheet.page.drawLine({ ...line, thickness: 0.5, color: toned(tone) });
}

/** A field of one tone behind what is set on it later. */
export function setField({ page, heightMm }: Sheet, { left, top, width, height }: Rect, tone: number): void {
  const corner = { x: mmToPt(left), y: mmToPt(heightMm - top - height) };
  page.drawRectangle({ ...corner, width: mmToPt(width), height: mmToPt(height), color: toned(tone) });
}

function toned(tone = 0) {
  return rgb(tone, tone, tone);
}

/** Sets a Data Matrix whose modules are `moduleMm` wide, its top right corner at `endX`, `y`. */
export function setMatrix(
  { page, heightMm }: Sheet,
  text: string,
  { endX, y, moduleMm }: { endX: number; y: number; moduleMm: number },
): void {
  const rows = dataMatrix(text);
  const dark = rows.flatMap((row, top) =>
    row.flatMap((isDark, left) => (isDark ? [`M${left} ${top}h1v1h-1z`] : [])),
  );
  page.drawSvgPath(dark.join(""), {
    x: mmToPt(endX - rows.length * moduleMm),
    y: mmToPt(heightMm - y),
    scale: mmToPt(moduleMm),
    color: toned(),
  });
}
