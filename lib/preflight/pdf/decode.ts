import { constants, inflateSync } from "node:zlib";
import { decodePDFRawStream, PDFArray, PDFRawStream, type PDFStream } from "pdf-lib";
import { entryOf, type Found, filtersOf, itemsOf, numberIn } from "./entries.ts";

/** Undoes a stream's filters, up to `maxBytes`. Throws on what cannot be decoded and on what grows beyond that. */
export function decoded(stream: PDFStream, maxBytes: number): Uint8Array {
  if (!(stream instanceof PDFRawStream)) return stream.getContents();
  const filters = filtersOf(stream);
  if (filters.length === 0 && !stream.transform) return stream.contents;
  const isFlate = filters.every((filter) => filter === "FlateDecode" || filter === "Fl");
  if (!isFlate || stream.transform) return limited(decodePDFRawStream(stream).decode(), maxBytes);
  const parms = entryOf(stream, "DecodeParms");
  const each = parms instanceof PDFArray ? itemsOf(parms) : [parms];
  return filters.reduce(
    (bytes: Uint8Array, _, at) => unpredicted(inflated(bytes, maxBytes), each[at]),
    stream.contents,
  );
}

/** Readers print what came before a cut: so do we. */
function inflated(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  return inflateSync(bytes, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH });
}

function limited(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length > maxBytes) throw new Error(`the stream holds more than ${maxBytes} bytes`);
  return bytes;
}

/** PNG predictors only: TIFF's (2) is hardly ever met, and its bytes are kept as they are. */
function unpredicted(bytes: Uint8Array, parms: Found): Uint8Array {
  if ((numberIn(entryOf(parms, "Predictor")) ?? 1) < 10) return bytes;
  const colours = numberIn(entryOf(parms, "Colors")) ?? 1;
  const bits = numberIn(entryOf(parms, "BitsPerComponent")) ?? 8;
  const columns = numberIn(entryOf(parms, "Columns")) ?? 1;
  const step = Math.max(1, (colours * bits) >> 3);
  const width = Math.max(1, Math.ceil((colours * bits * columns) / 8));
  const rows = Math.floor(bytes.length / (width + 1));
  const out = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) {
    unfilter({ bytes, out, step, width, from: row * (width + 1), to: row * width });
  }
  return out;
}

interface PngRow {
  readonly bytes: Uint8Array;
  readonly out: Uint8Array;
  readonly step: number;
  readonly width: number;
  readonly from: number;
  readonly to: number;
}

type Guess = (left: number, up: number, upLeft: number) => number;

const guesses: readonly Guess[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

function unfilter({ bytes, out, step, width, from, to }: PngRow): void {
  const guess = guesses[bytes[from] ?? 0] ?? paeth;
  const inRow = (at: number, back: number) => (at < back ? 0 : (out[to + at - back] ?? 0));
  const above = (at: number, back: number) =>
    at < back || to === 0 ? 0 : (out[to - width + at - back] ?? 0);
  for (let at = 0; at < width; at++) {
    out[to + at] = (bytes[from + 1 + at] ?? 0) + guess(inRow(at, step), above(at, 0), above(at, step));
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [byLeft, byUp, byBoth] = [left, up, upLeft].map((each) => Math.abs(guess - each));
  if (byLeft === undefined || byUp === undefined || byBoth === undefined) return 0;
  if (byLeft <= byUp && byLeft <= byBoth) return left;
  return byUp <= byBoth ? up : upLeft;
}
