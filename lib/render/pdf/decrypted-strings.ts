import {
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  type PDFObject,
  PDFStream,
  PDFString,
} from "pdf-lib";

/**
 * Makes strings of a decrypted document fit to be written: the library keeps them as their bare bytes and would write
 * those between brackets unescaped, which changes colour tables and breaks objects. Strings out of object streams were
 * not encrypted one by one and are still escaped; where a file has such streams only what is surely bare is touched.
 */
export function mendStrings(pdf: PDFDocument, hasObjectStreams: boolean): void {
  if (!pdf.context.isDecrypted) return;
  const isBare = (text: string) => !hasObjectStreams || !isBalanced(text);
  const waiting: PDFObject[] = pdf.context.enumerateIndirectObjects().map(([, object]) => object);
  for (let object = waiting.pop(); object; object = waiting.pop()) waiting.push(...mended(object, isBare));
}

/** Replaces the strings right within an object; answers what else it holds. */
function mended(object: PDFObject, isBare: (text: string) => boolean): PDFObject[] {
  const inner: PDFObject[] = [];
  const place = (value: PDFObject, set: (by: PDFObject) => void) => {
    if (!(value instanceof PDFString)) inner.push(value);
    else if (isBare(textOf(value))) set(hexOf(textOf(value)));
  };
  const dict = object instanceof PDFStream ? object.dict : object;
  if (dict instanceof PDFDict)
    for (const [key, value] of dict.entries()) place(value, (by) => dict.set(key, by));
  if (dict instanceof PDFArray) dict.asArray().map((value, at) => place(value, (by) => dict.set(at, by)));
  return inner;
}

function textOf(value: PDFString): string {
  return value.asString();
}

function hexOf(text: string): PDFHexString {
  return PDFHexString.of(Buffer.from(text, "latin1").toString("hex"));
}

/** Brackets pair up and no backslash stands at the end. */
function isBalanced(text: string): boolean {
  const signs = text.replace(/\\./gs, "").replace(/[^()\\]/g, "");
  let left = signs;
  for (let before = ""; left !== before; ) {
    before = left;
    left = left.replaceAll("()", "");
  }
  return left === "";
}
