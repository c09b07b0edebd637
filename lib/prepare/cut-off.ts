import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFInvalidObject,
  PDFName,
  type PDFObject,
  PDFRef,
  PDFStream,
} from "pdf-lib";

const endMark = "%%EOF";
/** What begins an object; behind the end of a file it is one of a later version that was cut off. */
const object = /\d obj\b/;

/** True where the end of a PDF is missing, or that of its last update. Garbage behind the end is none of it. */
export function isCutOff(bytes: Buffer): boolean {
  const end = bytes.lastIndexOf(endMark);
  return end < 0 || object.test(bytes.toString("latin1", end));
}

const parent = PDFName.of("Parent");

/** True where all that pages are drawn with is there: of a file that was cut off, only its index is missing then. */
export function isComplete(document: PDFDocument, pages: readonly PDFDict[]): boolean {
  const seen = new Set<PDFObject>();
  const waiting: PDFObject[] = pages.flatMap(partsOf);
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    const named = part instanceof PDFRef ? document.context.lookup(part) : part;
    if (!named || named instanceof PDFInvalidObject) return false;
    waiting.push(...partsOf(named));
  }
  return true;
}

function partsOf(object: PDFObject): PDFObject[] {
  if (object instanceof PDFArray) return object.asArray();
  const dict = object instanceof PDFStream ? object.dict : object;
  if (!(dict instanceof PDFDict)) return [];
  return dict.entries().flatMap(([key, value]) => (key === parent ? [] : [value]));
}
