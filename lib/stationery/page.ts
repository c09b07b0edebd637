import { PDFDocument, type PDFFont, type PDFPage, rgb } from "pdf-lib";
import { dataMatrix } from "../paper/data-matrix.ts";
import { mmToPt, type Size } from "../paper/length.ts";
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
}

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
  page.drawText(line, {
    x: mmToPt(spot.x),
    y: mmToPt(heightMm - spot.y) - size,
    size,
    font,
    color: rgb(0, 0, 0),
  });
}

/** A hairline of half a point across the sheet, `y` mm from the top. */
export function setRule({ page, heightMm }: Sheet, { x, y, widthMm }: Omit<Spot, "sizePt">): void {
  const height = mmToPt(heightMm - y);
  const [start, end] = [mmToPt(x), mmToPt(x + widthMm)];
  page.drawLine({ start: { x: start, y: height }, end: { x: end, y: height }, thickness: 0.5 });
}

/** Sets a Data Matrix whose modules are `moduleMm` wide, its top left corner at `x`, `y`. */
export function setMatrix(
  { page, heightMm }: Sheet,
  text: string,
  { x, y, moduleMm }: { x: number; y: number; moduleMm: number },
): void {
  const dark = dataMatrix(text).flatMap((row, top) =>
    row.flatMap((isDark, left) => (isDark ? [`M${left} ${top}h1v1h-1z`] : [])),
  );
  page.drawSvgPath(dark.join(""), {
    x: mmToPt(x),
    y: mmToPt(heightMm - y),
    scale: mmToPt(moduleMm),
    color: rgb(0, 0, 0),
  });
}
