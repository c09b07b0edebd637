import { constants, inflateRawSync, inflateSync } from "node:zlib";
import { decodePDFRawStream, type PDFDict, PDFName, PDFRawStream, type PDFStream } from "pdf-lib";
import { entry, filtersOf } from "./objects.ts";

/** What a stream holds; `whole` is false where it was cut off and only its beginning could be read. */
export interface Decoded {
  readonly bytes: Uint8Array;
  readonly whole: boolean;
}

/** Drawing of one page: the largest maps have 40 MB. A bomb of 1 MB makes 1 GB. */
export const maxContentBytes = 96e6;

/** Reads a stream of operators. Throws where nothing comes out, or more than a page can need. */
export function decoded(stream: PDFStream): Decoded {
  if (!(stream instanceof PDFRawStream)) return { bytes: stream.getContents(), whole: true };
  const filters = filtersOf(stream.dict);
  if (filters.length === 0) return { bytes: stream.contents, whole: true };
  if (filters.length === 1 && filters[0] === "FlateDecode" && !hasPredictor(stream.dict))
    return inflated(stream.contents);
  const bytes = decodePDFRawStream(spelledOut(stream, filters)).decode();
  if (bytes.length > maxContentBytes) throw new Error("its content is too large");
  return { bytes, whole: true };
}

/** Short names are for pictures in a page's text; readers take them everywhere. */
const shortNames: Readonly<Record<string, string>> = {
  A85: "ASCII85Decode",
  AHx: "ASCIIHexDecode",
  Fl: "FlateDecode",
  LZW: "LZWDecode",
  RL: "RunLengthDecode",
};

function spelledOut(stream: PDFRawStream, filters: readonly string[]): PDFRawStream {
  const names = filters.map((filter) => shortNames[filter] ?? filter);
  if (names.every((name, at) => name === filters[at])) return stream;
  const dict = stream.dict.clone();
  dict.set(PDFName.of("Filter"), dict.context.obj(names.map((name) => PDFName.of(name))));
  return PDFRawStream.of(dict, stream.contents);
}

function hasPredictor(dict: PDFDict): boolean {
  return entry(dict, "DecodeParms") !== undefined;
}

function inflated(contents: Uint8Array): Decoded {
  try {
    return { bytes: inflateSync(contents, { maxOutputLength: maxContentBytes }), whole: true };
  } catch (error) {
    if (error instanceof RangeError) throw new Error("its content is too large");
    const bytes = beginningOf(contents);
    if (bytes.length === 0 && contents.length > 0) throw error;
    return { bytes, whole: false };
  }
}

/** Past its header, because a checksum that is wrong would undo all that was read. */
function beginningOf(contents: Uint8Array): Uint8Array {
  return inflateRawSync(contents.subarray(headerBytes), {
    maxOutputLength: maxContentBytes,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
}

const headerBytes = 2;
