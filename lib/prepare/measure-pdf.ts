import { readFile } from "node:fs/promises";
import { ParseSpeeds, PDFDocument } from "pdf-lib";
import { Rejected } from "../order/errors.ts";
import type { MeasuredPage } from "../order/measured.ts";
import { isComplete, isCutOff } from "./cut-off.ts";
import type { Measurement } from "./measurement.ts";
import { mendedPages } from "./mended-pdf.ts";
import { pageSize } from "./page-boxes.ts";
import { type PageNode, pageLeaves } from "./page-tree.ts";

/**
 * Measures the pages of a PDF as a reader shows them. A file that opens without a password is decrypted, a damaged one
 * passes where nothing of its pages is lost.
 */
export async function measurePdf(path: string): Promise<Pick<Measurement, "pages" | "mended">> {
  const bytes = await readFile(path);
  const cutOff = isCutOff(bytes);
  const leaves = await leavesOf(bytes, cutOff).catch((error: unknown) => error);
  if (Array.isArray(leaves)) return { pages: leaves.map(sizeOf), ...(cutOff && { mended: true }) };
  // Whatever another reader makes of half a file, something of it is missing.
  const pages = cutOff || !isDamage(leaves) ? undefined : await mendedPages(bytes);
  if (pages) return { pages, mended: true };
  throw leaves;
}

async function leavesOf(bytes: Buffer, cutOff: boolean): Promise<PageNode[]> {
  const document = await opened(bytes);
  const leaves = pageLeaves(document);
  if (leaves.length === 0) throw damaged("has no pages");
  const dicts = leaves.map(({ dict }) => dict);
  if (cutOff && !isComplete(document, dicts)) throw damaged("was cut off");
  return leaves;
}

function isDamage(error: unknown): boolean {
  return error instanceof Rejected && error.code === "damaged_file";
}

function sizeOf(leaf: PageNode, place: number): MeasuredPage {
  const size = pageSize(leaf);
  if (!size) throw damaged(`has no usable size for page ${place + 1}`);
  return size;
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
