import { PDFStream } from "pdf-lib";
import { entryOf, filtersOf, itemsOf } from "../pdf/entries.ts";
import { inDocument, type Rule, type Sighting } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** The file as a whole: header, identity, encryption, end. */
export const file: readonly Rule[] = [
  {
    code: "x4_header",
    severity: "error",
    clause: "The file begins with a header of PDF 1.0 to 1.6.",
    find: ({ bytes }) => {
      const header = /^%PDF-(\d\.\d)/.exec(bytes.subarray(0, 16).toString("latin1"))?.[1];
      return header && /^1\.[0-6]$/.test(header) ? [] : [inDocument(header ?? null, "1.6 or less")];
    },
  },
  {
    code: "x4_trailer_id",
    severity: "error",
    clause: "The trailer has an ID of two strings.",
    find: ({ id }) => (itemsOf(id).length === 2 ? [] : [inDocument(null, "ID with two strings")]),
  },
  {
    code: "x4_encrypted",
    severity: "error",
    clause: "The file is not encrypted, not even with an empty password.",
    find: ({ bytes }) => (isEncrypted(bytes) ? [inDocument("encrypted", "not encrypted")] : []),
  },
  {
    code: "x4_after_eof",
    severity: "error",
    clause: "Nothing but an end of line follows the last %%EOF.",
    find: ({ bytes }) => afterEnd(bytes),
  },
  {
    code: "x4_lzw",
    severity: "error",
    clause: "No stream is compressed with LZW.",
    find: withFilter("LZWDecode"),
  },
  {
    code: "x4_crypt_filter",
    severity: "error",
    clause: "No stream has a Crypt filter.",
    find: withFilter("Crypt"),
  },
  {
    code: "x4_external_stream",
    severity: "error",
    clause: "No stream keeps its bytes in another file.",
    find: ({ objects }) => {
      const away = objects.filter(
        (object) => object instanceof PDFStream && entryOf(object, "F") !== undefined,
      );
      return away.map(() => inDocument("a stream with F", "all bytes in this file"));
    },
  },
];

/** The library has undone the encryption already, so the bytes are asked: trailers are never encrypted themselves. */
function isEncrypted(bytes: Buffer): boolean {
  for (let at = bytes.indexOf("/Encrypt"); at >= 0; at = bytes.indexOf("/Encrypt", at + 1)) {
    const after = bytes.subarray(at, at + 40).toString("latin1");
    if (/^\/Encrypt\s*(\d+\s+\d+\s+R|<<)/.test(after)) return true;
  }
  return false;
}

function afterEnd(bytes: Buffer): Sighting[] {
  const end = bytes.lastIndexOf("%%EOF");
  const after = end < 0 ? null : bytes.subarray(end + 5);
  if (after && /^[\r\n]{0,2}$/.test(after.subarray(0, 3).toString("latin1"))) return [];
  return [inDocument(after ? `${after.length} bytes` : "no %%EOF", "nothing")];
}

function withFilter(filter: string) {
  return ({ objects }: Subject): Sighting[] => {
    const found = objects.filter(
      (object) => object instanceof PDFStream && filtersOf(object).includes(filter),
    );
    return found.map(() => inDocument(filter, "Flate, DCT, CCITT, JBIG2, JPX or none"));
  };
}
