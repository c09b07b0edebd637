import { PDFRawStream, type PDFStream } from "pdf-lib";
import sharp from "sharp";
import { decoded } from "../pdf/decode.ts";
import { entryOf, filtersOf, numberIn, numbersIn } from "../pdf/entries.ts";

/** Pixels looked at, and the side a JPEG is made small to: a shadow of 1% of the picture is still 600 of them. */
const samples = 65_536;
const sidePx = 256;
const maxBytes = 256_000_000;
/** This share of the pixels may have more ink: lossy coding scatters a few. */
const scattered = 0.001;

/** The ink in percent that nearly all of a CMYK picture stays within; undefined where it cannot be looked into. */
export async function pictureInk(stream: PDFStream): Promise<number | undefined> {
  if (!(stream instanceof PDFRawStream)) return undefined;
  try {
    const pixels = await pixelsOf(stream);
    return pixels && inkWithin(pixels, isInverted(stream));
  } catch {
    // Whether it can be decoded is judged elsewhere.
    return undefined;
  }
}

/** Four bytes a pixel as the PDF sees them before Decode. */
async function pixelsOf(stream: PDFRawStream): Promise<Uint8Array | undefined> {
  const filters = filtersOf(stream);
  if (filters.length === 1 && filters[0] === "DCTDecode" && !stream.transform)
    return jpegPixels(stream.contents);
  const bits = numberIn(entryOf(stream, "BitsPerComponent"));
  const isPlain = filters.every((filter) => /^(Flate|LZW|RunLength|ASCII85|ASCIIHex)Decode$/.test(filter));
  return isPlain && bits === 8 ? decoded(stream, maxBytes) : undefined;
}

async function jpegPixels(jpeg: Uint8Array): Promise<Uint8Array> {
  const { data } = await sharp(jpeg)
    .pipelineColourspace("cmyk")
    .toColourspace("cmyk")
    .resize(sidePx, sidePx, { fit: "inside", kernel: "nearest", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Where Adobe marked the file its numbers are inverted, and sharp has turned them already.
  return hasAdobeMark(jpeg) ? data.map((byte) => 255 - byte) : data;
}

function hasAdobeMark(jpeg: Uint8Array): boolean {
  return Buffer.from(jpeg.buffer, jpeg.byteOffset, Math.min(jpeg.length, 65_536)).includes(
    "Adobe\0",
    0,
    "latin1",
  );
}

function isInverted(stream: PDFStream): boolean {
  const [from = 0, to = 1] = numbersIn(entryOf(stream, "Decode"));
  return from > to;
}

function inkWithin(pixels: Uint8Array, inverted: boolean): number {
  const count = Math.floor(pixels.length / 4);
  const step = Math.max(1, Math.floor(count / samples));
  const sums: number[] = [];
  for (let pixel = 0; pixel < count; pixel += step) {
    const at = pixel * 4;
    const sum = (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0) + (pixels[at + 3] ?? 0);
    sums.push(inverted ? 1020 - sum : sum);
  }
  sums.sort((a, b) => a - b);
  return Math.round(((sums[Math.floor((sums.length - 1) * (1 - scattered))] ?? 0) * 100) / 255);
}
