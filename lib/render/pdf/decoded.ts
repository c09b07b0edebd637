import { constants, inflateSync } from "node:zlib";
import { decodePDFRawStream, type PDFDict, PDFRawStream, type PDFStream } from "pdf-lib";
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
  const bytes = decodePDFRawStream(stream).decode();
  if (bytes.length > maxContentBytes) throw new Error("its content is too large");
  return { bytes, whole: true };
}

function hasPredictor(dict: PDFDict): boolean {
  return entry(dict, "DecodeParms") !== undefined;
}

function inflated(contents: Uint8Array): Decoded {
  try {
    return { bytes: inflateSync(contents, { maxOutputLength: maxContentBytes }), whole: true };
  } catch (error) {
    if (error instanceof RangeError) throw new Error("its content is too large");
    const bytes = inflateSync(contents, {
      maxOutputLength: maxContentBytes,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    if (bytes.length === 0 && contents.length > 0) throw error;
    return { bytes, whole: false };
  }
}
