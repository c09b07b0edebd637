import { readFile } from "node:fs/promises";
import { ParseSpeeds, PDFDocument } from "pdf-lib";
import { Rejected } from "../order/errors.ts";
import type { MeasuredPage } from "../order/measured.ts";
import { pageSize } from "./page-boxes.ts";
import { pageLeaves } from "./page-tree.ts";

/** A whole file ends like this within its last kB or so; the rest of one that was cut off does not. */
const endMark = "%%EOF";
const tailBytes = 4096;

/** Measures the pages of a PDF as a reader shows them. A file that opens without a password is decrypted. */
export async function measurePdf(path: string): Promise<MeasuredPage[]> {
  const bytes = await readFile(path);
  if (!bytes.subarray(-tailBytes).includes(endMark)) throw damaged("has no end");
  const document = await opened(bytes);
  const leaves = pageLeaves(document);
  if (leaves.length === 0) throw damaged("has no pages");
  return leaves.map((leaf, place) => {
    const size = pageSize(leaf);
    if (!size) throw damaged(`has no usable size for page ${place + 1}`);
    return size;
  });
}

async function opened(bytes: Buffer): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, {
      password: "",
      parseSpeed: ParseSpeeds.Fastest,
      updateMetadata: false,
    });
  } catch (error) {
    throw isLocked(error) ? locked() : damaged("cannot be opened");
  }
}

/** The fork has no class for this; its messages are "NEEDS PASSWORD", "unknown encryption method" and the like. */
function isLocked(error: unknown): boolean {
  return error instanceof Error && /password|encrypt|crypto|crypt filter/i.test(error.message);
}

function locked(): Rejected {
  return new Rejected("encrypted_pdf", "The PDF opens with a password only.", {
    wanted: "a PDF that opens without a password",
  });
}

function damaged(how: string): Rejected {
  return new Rejected("damaged_file", `The PDF ${how}.`);
}
