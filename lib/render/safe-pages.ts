import type { PDFDict, PDFPage, PDFRef } from "pdf-lib";
import { Rejected } from "../order/errors.ts";
import type { Finding } from "../order/rendered.ts";
import { ptToMm, type Size } from "../paper/length.ts";
import type { Sheet } from "../paper/sheet.ts";
import type { Bench } from "./bench.ts";
import { BlackText } from "./black-text.ts";
import { judgePictures, type PageAt, reasonsToDraw } from "./judge-use.ts";
import type { Fitted } from "./locate-page.ts";
import type { PagePictures } from "./page-pictures.ts";
import { flattenAnnotations } from "./pdf/annotations.ts";
import type { Box } from "./pdf/boxes.ts";
import { ResourceCleaner } from "./pdf/clean-resources.ts";
import type { Decoded } from "./pdf/decoded.ts";
import { ColourTagger } from "./pdf/device-colours.ts";
import type { Matrix } from "./pdf/matrix.ts";
import { contentOf } from "./pdf/page-content.ts";
import { type PageUse, usedBy } from "./pdf/page-use.ts";
import type { Opened } from "./pdf/supplied.ts";
import { ontoSheet, seenOf } from "./place-page.ts";
import { inkTag, srgbTag } from "./profile-tags.ts";
import { reading } from "./reading.ts";
import type { NoteCode, SuppliedNotes } from "./supplied-notes.ts";

/** A page on its way to print, and where it goes. */
export interface Bound extends Fitted {
  readonly at: PageAt;
  /** Its place in the supplied file, from 0. */
  readonly place: number;
}

interface Judged extends Bound {
  readonly use: PageUse;
  readonly reasons: readonly string[];
}

/**
 * Makes pages of a supplied PDF safe to print, in place: annotations flattened, what may not be in a press-ready file
 * taken out, plain colours tagged; a page of which that cannot be done becomes a picture of itself. Answers findings;
 * throws Rejected for what may not be printed at all. Judges all pages before it draws any.
 */
export async function makeSafe(
  { job, ink }: Bench,
  {
    supplied,
    pages,
    sheet,
    notes,
  }: { supplied: Opened; pages: readonly Bound[]; sheet: Sheet; notes: SuppliedNotes },
): Promise<Finding[]> {
  const { context } = supplied.pdf;
  const srgb = srgbTag(context, ink.srgb);
  const judged = pages.map((page) => reading(() => judge(page, sheet, notes)));
  const findings = judged.flatMap(({ use, at }) => judgePictures(use.pictures, { job, sheet, at }));
  await drawn(judged, { supplied, sheet, notes, srgb });
  const inks = ink.intent ? null : await inkTag(context);
  const defaultInks = judged.some(({ use }) => use.cmyk);
  const cleaner = new ResourceCleaner(
    new ColourTagger({ rgb: srgb, cmyk: inks, defaultInks }),
    invisible(judged),
  );
  const blackText = ink.intent ? new BlackText() : null;
  const how = { notes, blackText, redrawn: supplied.rebuilt };
  for (const page of judged) reading(() => clean(page, cleaner, how));
  return findings;
}

/** Flattens first, so that what is flattened is judged too. */
function judge(bound: Bound, sheet: Sheet, notes: SuppliedNotes): Judged {
  const { page, located, at } = bound;
  const done = [...flattenAnnotations(page.page), ...stripPage(page.page.node)];
  for (const code of done) notes.note(code, at.number);
  const { bytes, whole } = readContent(page.page, at);
  const resources = page.page.node.Resources() ?? page.page.doc.context.obj({});
  const use = usedBy(bytes, resources, ontoSheet(page, located, sheet));
  if (!whole) use.cutOff = true;
  return { ...bound, use, reasons: reasonsToDraw(use, at) };
}

/** Other readers show such a page empty: printing that would be worse than refusing it. */
function readContent(page: PDFPage, { number, pointer }: PageAt): Decoded {
  try {
    return contentOf(page);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const blame = { pointer, given: { page: number } };
    throw new Rejected("damaged_file", `A page of the PDF could not be read: ${reason}`, blame);
  }
}

async function drawn(pages: readonly Judged[], work: Drawing): Promise<void> {
  const { pictures } = work.supplied;
  try {
    for (const page of pages) {
      if (work.supplied.rebuilt) await drawAgain(page, pictures, work);
      else if (page.reasons.length > 0) await drawInPlace(page, pictures, work);
    }
  } finally {
    pictures.close();
  }
}

interface Drawing {
  readonly supplied: Opened;
  readonly sheet: Sheet;
  readonly notes: SuppliedNotes;
  readonly srgb: PDFRef;
}

async function drawAgain(
  { page, located, place, at }: Judged,
  pictures: PagePictures,
  { sheet, notes, srgb }: Drawing,
): Promise<void> {
  const seen = page.mediaBox;
  const printedMm = printedSize(seen, ontoSheet(page, located, sheet));
  await pictures.drawOriginal(page.page, place, { seen, printedMm, srgb });
  notes.note("rebuilt_as_pictures", at.number);
}

async function drawInPlace(
  { page, located, at, reasons }: Judged,
  pictures: PagePictures,
  { sheet, notes, srgb }: Drawing,
): Promise<void> {
  const seen = seenOf(page, located, sheet);
  const printedMm = printedSize(seen, ontoSheet(page, located, sheet));
  await pictures.drawInPlace(page.page, { seen, printedMm, srgb });
  for (const reason of reasons) notes.note("page_rasterised", at.number, reason);
}

/** In the page's own space, before it is turned. */
function printedSize([left, bottom, right, top]: Box, [a, b, c, d]: Matrix): Size {
  const width = (right - left) * Math.hypot(a, b);
  const height = (top - bottom) * Math.hypot(c, d);
  return { width: ptToMm(width), height: ptToMm(height) };
}

function clean(
  { page: { page }, at, use, reasons }: Judged,
  cleaner: ResourceCleaner,
  { notes, blackText, redrawn }: { notes: SuppliedNotes; blackText: BlackText | null; redrawn: boolean },
): void {
  const isPicture = redrawn || reasons.length > 0;
  const letters = blackText && (isPicture ? inPicture(use) : blackText.set(page));
  const tagged = isPicture ? [] : tagsOf(use, blackText !== null);
  const codes = [...(letters ? [letters] : []), ...cleaner.cleanPage(page.node), ...tagged];
  for (const code of codes) notes.note(code, at.number);
}

/** Under an output intent inks mean what it says. */
function tagsOf({ rgb, cmyk }: PageUse, hasIntent: boolean): NoteCode[] {
  return [...(rgb ? ["rgb_tagged" as const] : []), ...(cmyk && !hasIntent ? ["cmyk_tagged" as const] : [])];
}

/** A picture has no inks of its own: the press makes all colours of all four. */
function inPicture({ letters }: PageUse): NoteCode | null {
  return letters ? "letters_in_four_inks" : null;
}

/** What a page is printed from. The rest links, plays, describes, or belongs to the program that made the file. */
const printedEntries = new Set([
  "Type",
  "Parent",
  "Resources",
  "Contents",
  "MediaBox",
  "CropBox",
  "Rotate",
  "Group",
]);

function stripPage(node: PDFDict): NoteCode[] {
  const codes: NoteCode[] = [];
  for (const key of node.keys()) {
    const name = key.decodeText();
    if (printedEntries.has(name)) continue;
    if (name === "AA") codes.push("actions_removed");
    if (name === "PieceInfo") codes.push("private_data_removed");
    node.delete(key);
  }
  return codes;
}

/** Fonts of letters that are there to be searched, not seen: these need not be in the file. */
function invisible(pages: readonly Judged[]): ReadonlySet<PDFDict> {
  return new Set(pages.flatMap(({ use }) => [...use.invisibleFonts]));
}
