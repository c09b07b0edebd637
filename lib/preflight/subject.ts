import { ParseSpeeds, type PDFDict, PDFDocument, type PDFPage, type PDFStream } from "pdf-lib";
import { Rejected } from "../order/errors.ts";
import { type Box, overlap } from "./content/matrix.ts";
import { decoded } from "./pdf/decode.ts";
import { entryOf, type Found, numberIn, numbersIn, streamIn } from "./pdf/entries.ts";
import { reachable } from "./pdf/reach.ts";
import type { Wishes } from "./wishes.ts";

/** A page with its boxes in points, UserUnit folded in; null where it has none of its own. */
export interface SubjectPage {
  readonly number: number;
  readonly node: PDFDict;
  readonly resources: Found;
  readonly unit: number;
  readonly rotate: number;
  readonly media: Box | null;
  readonly crop: Box | null;
  readonly bleed: Box | null;
  readonly trim: Box | null;
  readonly art: Box | null;
  /** What is printed at most: the bleed where there is one. */
  readonly clip: Box;
}

/** A PDF, opened for its rules. */
export interface Subject {
  readonly bytes: Buffer;
  readonly catalog: PDFDict;
  readonly info: Found;
  readonly id: Found;
  readonly pages: readonly SubjectPage[];
  /** All dictionaries and streams that the catalog leads to. */
  readonly objects: readonly (PDFDict | PDFStream)[];
  /** The XMP packet; null where there is none or it cannot be read. */
  readonly xmp: string | null;
  readonly wishes: Wishes;
}

const maxXmpBytes = 16_000_000;

/** Opens a PDF. Throws Rejected encrypted_pdf or damaged_file. */
export async function openSubject(bytes: Buffer, wishes: Wishes): Promise<Subject> {
  const doc = await opened(bytes);
  const { catalog, context } = doc;
  const { Info, ID } = context.trailerInfo;
  const found = (object: Found) => (object ? context.lookup(object) : undefined);
  return {
    bytes,
    catalog,
    info: found(Info),
    id: found(ID),
    pages: pagesOf(doc).map((page, at) => pageFrom(page, at + 1)),
    objects: reachable(catalog, context),
    xmp: xmpOf(catalog),
    wishes,
  };
}

async function opened(bytes: Buffer): Promise<PDFDocument> {
  try {
    const parseSpeed = ParseSpeeds.Fastest;
    return await PDFDocument.load(bytes, { password: "", parseSpeed, updateMetadata: false });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
    if (/password|encrypt/i.test(reason))
      throw new Rejected("encrypted_pdf", "The PDF needs a password to be opened.");
    throw new Rejected("damaged_file", `The PDF could not be read: ${reason}`);
  }
}

function pagesOf(doc: PDFDocument): PDFPage[] {
  try {
    const pages = doc.getPages();
    if (pages.length > 0) return pages;
  } catch (cause) {
    // Page trees that loop end in a RangeError.
    throw new Rejected("damaged_file", `The PDF has no readable pages: ${String(cause).slice(0, 200)}`);
  }
  throw new Rejected("damaged_file", "The PDF has no pages.");
}

function pageFrom({ node }: PDFPage, number: number): SubjectPage {
  const unit = numberIn(entryOf(node, "UserUnit")) ?? 1;
  const own = (key: string) => boxIn(entryOf(node, key), unit);
  const media = boxIn(inherited(node, "MediaBox"), unit);
  const bleed = own("BleedBox");
  const crop = boxIn(inherited(node, "CropBox"), unit);
  const whole = media ?? [0, 0, 612, 792];
  return {
    number,
    node,
    resources: inherited(node, "Resources"),
    unit,
    rotate: numberIn(inherited(node, "Rotate")) ?? 0,
    media,
    crop,
    bleed,
    trim: own("TrimBox"),
    art: own("ArtBox"),
    clip: bleed ? overlap(bleed, whole) : whole,
  };
}

/** Generations of a page tree that are asked; deeper ones are loops. */
const maxGenerations = 50;

function inherited(node: Found, key: string): Found {
  let holder = node;
  for (let generation = 0; holder && generation < maxGenerations; generation++) {
    const found = entryOf(holder, key);
    if (found) return found;
    holder = entryOf(holder, "Parent");
  }
  return undefined;
}

function boxIn(object: Found, unit: number): Box | null {
  const corners = numbersIn(object).map((corner) => corner * unit);
  const [a, b, c, d] = corners;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

function xmpOf(catalog: PDFDict): string | null {
  const stream = streamIn(entryOf(catalog, "Metadata"));
  if (!stream) return null;
  try {
    return new TextDecoder().decode(decoded(stream, maxXmpBytes));
  } catch {
    // Said by the rules as a packet that holds nothing.
    return null;
  }
}
