import { join } from "node:path";
import { Rejected } from "../order/errors.ts";
import type { Finding } from "../order/rendered.ts";
import type { Fit } from "../paper/placement.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import { type Fitted, fitted } from "./locate-page.ts";
import { blackFor } from "./marks.ts";
import { extrasOf, layersOf } from "./pdf/document-extras.ts";
import { type Opened, reopened, uprightPage } from "./pdf/supplied.ts";
import { writeRoots } from "./pdf/write-context.ts";
import type { Written } from "./pdf/writer.ts";
import { PagePlacer } from "./place-page.ts";
import { insideSheet, type PrintedSheet } from "./printed-sheet.ts";
import { rasterised } from "./rasterise.ts";
import { reading, Unreadable } from "./reading.ts";
import { type Bound, makeSafe } from "./safe-pages.ts";
import { SuppliedNotes } from "./supplied-notes.ts";

/** A supplied document, opened, and where in the request it is. */
export interface Supplied extends Opened {
  readonly pointer: string;
}

/** Where pages of a document go: null leaves a page blank. */
interface Target {
  readonly role: "inside" | "cover";
  readonly sheet: PrintedSheet;
  readonly order: readonly (number | null)[];
}

/** Lays the pages of a PDF onto the product's sheets in the order of `order`; null leaves a page blank. */
export async function insideFromPdf(
  bench: Bench,
  supplied: Supplied,
  order: readonly (number | null)[],
): Promise<MadeDocument> {
  return placePages(bench, supplied, { role: "inside", sheet: insideSheet(bench.job, order), order });
}

/** Lays the pages of a PDF onto sheets of any size: those of the inside, or one cover spread. */
export async function placePages(bench: Bench, supplied: Supplied, target: Target): Promise<MadeDocument> {
  const { role, sheet, order } = target;
  const { outFolder } = bench.job;
  const path = join(outFolder, `${role}.pdf`);
  const { written, findings } = await laid(bench, supplied, { ...target, path });
  bench.tell(`${role} ${order.length}`);
  const { safeMm } = bench.job.product;
  const previews = await rasterised(path, sheet, {
    folder: outFolder,
    role,
    safeMm,
    findings,
    pages: order.length,
  });
  return { made: { role, path, ...written, pages: order.length, ...sheet }, previews, findings };
}

interface Laid {
  readonly written: Written;
  readonly findings: Finding[];
}

/** Where a stranger's file cannot be followed, PDFium may draw what cannot be copied. */
async function laid(bench: Bench, supplied: Supplied, target: Target & { path: string }): Promise<Laid> {
  try {
    return await layPages(bench, supplied, target);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { pointer, path, pages } = supplied;
    forget(supplied.pdf);
    const again = supplied.rebuilt ? undefined : await reopened(path, pages.length);
    if (again) return laid(bench, { ...again, pointer }, target);
    const detail = `A page of the PDF could not be read: ${error.message}`;
    throw new Rejected("damaged_file", detail, { pointer });
  }
}

async function layPages(
  bench: Bench,
  supplied: Supplied,
  { role, sheet, order, path }: Target & { path: string },
): Promise<Laid> {
  const { pdf } = supplied;
  const pages = reading(() =>
    boundPages(supplied, { sheet, order }, role === "cover" ? "fill" : bench.job.fit),
  );
  const notes = new SuppliedNotes();
  for (const extra of reading(() => extrasOf(pdf))) notes.note(extra, null);
  if (supplied.mended && !supplied.rebuilt) notes.note("damage_mended", null);
  for (const page of pages.values()) noteFit(page, notes);
  noteSizes([...pages.values()], notes);
  const judged = await makeSafe(bench, { supplied, pages: [...pages.values()], sheet, notes });
  const placer = new PagePlacer(pdf.context, sheet, blackFor(bench.ink));
  for (const number of order.keys()) reading(() => placer.add(pages.get(number + 1)));
  const roots = placer.end(reading(() => layersOf(pdf)));
  const written = await writeRoots(pdf.context, roots, { path, about: bench.about(role) });
  forget(pdf);
  return { written, findings: [...notes.findings(), ...judged] };
}

/** Lets go of the file's bytes before another program reads it, or the finished document. */
function forget({ context }: Supplied["pdf"]): void {
  for (const [ref] of context.enumerateIndirectObjects()) context.delete(ref);
}

/** Pages by their number in print. */
function boundPages(
  { pages, pointer }: Supplied,
  { sheet, order }: Pick<Target, "sheet" | "order">,
  fit: Fit,
): Map<number, Bound> {
  const bound = new Map<number, Bound>();
  for (const [index, place] of order.entries()) {
    const page = place === null ? undefined : pages[place];
    if (!page || place === null) continue;
    const at = { number: index + 1, pointer };
    bound.set(at.number, { ...fitted(uprightPage(page, pointer), sheet, { ...at, fit }), at, place });
  }
  return bound;
}

function noteFit({ page, located, byMarks, at }: Bound, notes: SuppliedNotes): void {
  if (!located.hasBleed) notes.note("bleed_made", at.number);
  noteScale(located, at.number, notes);
  if (page.rotated) notes.note("rotation_folded", at.number);
  if (byMarks) notes.note("trim_from_marks", at.number);
}

/** Up to a tenth nobody sees it. */
function noteScale(
  { scaled, scale: { width, height } }: Fitted["located"],
  page: number,
  notes: SuppliedNotes,
): void {
  if (!scaled) return;
  const isFar = [width, height].some((along) => along > 1.1 || along < 1 / 1.1);
  if (isFar) notes.note("page_rescaled", page, `${percent(width)} x ${percent(height)}`);
  else notes.note("page_scaled", page);
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Sizes more than a millimetre from the first page's. */
function noteSizes(pages: readonly Bound[], notes: SuppliedNotes): void {
  const [first, ...others] = pages;
  for (const page of others) if (first && differs(page, first)) notes.note("mixed_sizes", page.at.number);
}

function differs({ located: { trim } }: Fitted, { located: { trim: other } }: Fitted): boolean {
  return Math.max(Math.abs(trim.width - other.width), Math.abs(trim.height - other.height)) > 1;
}
