import { type PDFDict, PDFRawStream, PDFStream } from "pdf-lib";
import { boolIn, entryOf, filtersOf, itemsOf, nameIn, numberIn } from "../pdf/entries.ts";
import { jpxHeader } from "../pdf/jpx.ts";
import { inDocument, type Rule, type Sighting } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** Pictures as they are stored. */
export const pictures: readonly Rule[] = [
  {
    code: "x4_alternate_images",
    severity: "error",
    clause: "No alternate of a picture is printed instead of it.",
    find: inPictures((picture) =>
      itemsOf(entryOf(picture, "Alternates"))
        .filter((alternate) => boolIn(entryOf(alternate, "DefaultForPrinting")) === true)
        .map(() => inDocument("DefaultForPrinting", "no alternate for printing")),
    ),
  },
  {
    code: "x4_bits",
    severity: "error",
    clause: "Pictures have 1, 2, 4, 8 or, from PDF 1.5 on, 16 bits for each channel.",
    find: (subject) => inPictures((picture) => bitsOf(picture, subject))(subject),
  },
  {
    code: "x4_jpx",
    severity: "error",
    clause: "JPEG 2000 pictures have 1, 3 or 4 channels of 1 to 16 bits (one more for alpha).",
    find: inPictures(jpxOf),
  },
];

type Look = (picture: PDFStream) => Sighting[];

function inPictures(look: Look): (subject: Subject) => Sighting[] {
  return ({ objects }) => objects.filter(isPicture).flatMap(look);
}

function isPicture(object: PDFDict | PDFStream): object is PDFStream {
  return object instanceof PDFStream && nameIn(entryOf(object, "Subtype")) === "Image";
}

function bitsOf(picture: PDFStream, { bytes }: Subject): Sighting[] {
  const bits = numberIn(entryOf(picture, "BitsPerComponent"));
  if (bits === undefined) return [];
  const isOld = /^%PDF-1\.[0-4]/.test(bytes.subarray(0, 16).toString("latin1"));
  const wanted = isOld ? [1, 2, 4, 8] : [1, 2, 4, 8, 16];
  return wanted.includes(bits) ? [] : [inDocument(bits, wanted)];
}

function jpxOf(picture: PDFStream): Sighting[] {
  if (!filtersOf(picture).includes("JPXDecode") || !(picture instanceof PDFRawStream)) return [];
  const header = jpxHeader(picture.contents);
  const alpha = (numberIn(entryOf(picture, "SMaskInData")) ?? 0) > 0 ? 1 : 0;
  const wanted = { channels: [1, 3, 4], bits: "1 to 16" };
  if (!header) return [inDocument("no JP2 header", wanted)];
  const isRight = wanted.channels.includes(header.channels - alpha) && header.bits <= 16;
  return isRight ? [] : [inDocument(header, wanted)];
}
