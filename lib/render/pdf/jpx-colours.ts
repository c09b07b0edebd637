import { PDFName, type PDFObject, PDFRawStream } from "pdf-lib";
import { entry, filtersOf } from "./objects.ts";

/** Colours by their numbers in JPEG 2000, where PDF has a name for the same. */
const names = new Map([
  [12, "DeviceCMYK"],
  [16, "DeviceRGB"],
  [17, "DeviceGray"],
]);

/** Boxes before the picture itself. */
const headerBytes = 4096;

/**
 * A JPEG 2000 picture may leave it to its own header what its colours are: says in the PDF what the header says, so that
 * they are tagged as others are. Profiles of its own and palettes stay as they are.
 */
export function nameJpxColours(picture: PDFObject): void {
  if (!(picture instanceof PDFRawStream)) return;
  const { dict } = picture;
  if (filtersOf(dict).join() !== "JPXDecode" || entry(dict, "ColorSpace")) return;
  const name = names.get(numberOf(picture.contents));
  if (name) dict.set(PDFName.of("ColorSpace"), PDFName.of(name));
}

/** NaN where the header names no such number. */
function numberOf(contents: Uint8Array): number {
  const header = Buffer.from(contents.buffer, contents.byteOffset, Math.min(contents.length, headerBytes));
  const at = header.indexOf("colr");
  // After the box's name: the method, where 1 is a number, two bytes that nobody uses, and the number.
  const isNumbered = at >= 0 && header[at + 4] === 1 && at + 11 <= header.length;
  return isNumbered && !header.includes("pclr") ? header.readUInt32BE(at + 7) : Number.NaN;
}
