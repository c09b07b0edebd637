import { join } from "node:path";
import { PDFDocument, type PDFPage } from "pdf-lib";
import { Rejected } from "../order/errors.ts";
import type { Finding } from "../order/rendered.ts";
import type { Size } from "../paper/length.ts";
import { type Sheet, sheetOf } from "../paper/sheet.ts";
import { type Located, locateTrim } from "../paper/supplied-page.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import { fixed } from "./findings.ts";
import { fontsNotEmbedded } from "./pdf/fonts.ts";
import { type UprightPage, uprightPage } from "./pdf/supplied.ts";
import { writeContext } from "./pdf/write-context.ts";
import { addSheet, PagePlacer } from "./place-page.ts";
import { rasterised } from "./rasterise.ts";

/** A supplied document, opened, and where in the request it is. */
export interface Supplied {
  readonly pdf: PDFDocument;
  readonly pages: readonly PDFPage[];
  readonly pointer: string;
}

/** One supplied page with its trim found. */
interface Fitted {
  readonly page: UprightPage;
  readonly located: Located;
}

/** Lays the pages of a PDF onto the product's sheets in the order of `order`; null leaves a page blank. */
export async function insideFromPdf(
  bench: Bench,
  supplied: Supplied,
  order: readonly (number | null)[],
): Promise<MadeDocument> {
  return placePages(bench, supplied, { role: "inside", sheet: sheetOf(bench.job.product), order });
}

/** Lays the pages of a PDF onto sheets of any size: those of the inside, or one cover spread. */
export async function placePages(
  { job, about, tell }: Bench,
  { pdf, pages, pointer }: Supplied,
  { role, sheet, order }: { role: "inside" | "cover"; sheet: Sheet; order: readonly (number | null)[] },
): Promise<MadeDocument> {
  const ready = pages.map((page) => fitted(uprightPage(page, pointer), sheet, pointer));
  const target = await PDFDocument.create({ updateMetadata: false });
  const placer = new PagePlacer(pdf, target);
  for (const at of order) {
    const page = at === null ? undefined : ready[at];
    if (page) await placed(() => placer.add(page.page, page.located, sheet), pointer);
    else addSheet(target, sheet);
  }
  const path = join(job.outFolder, `${role}.pdf`);
  const written = await writeContext(target, path, about(role));
  tell(`${role} ${order.length}`);
  const previews = await rasterised(path, sheet, { folder: job.outFolder, role });
  const made = { role, path, ...written, pages: order.length, ...sheet };
  return { made, previews, findings: [...told(ready, order), ...lacking(pages)] };
}

/** What fails while a stranger's page is decoded and copied is the page's fault. */
async function placed(add: () => Promise<void>, pointer: string): Promise<void> {
  try {
    await add();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Rejected("damaged_file", `A page of the PDF could not be read: ${reason}`, { pointer });
  }
}

function fitted(page: UprightPage, sheet: Sheet, pointer: string): Fitted {
  const located = locateTrim(page, sheet);
  if (located) return { page, located };
  const detail = "A page of the PDF has neither the product's size nor its proportions.";
  throw new Rejected("page_size_mismatch", detail, {
    pointer,
    given: rounded(page.trim ?? page.media),
    wanted: { trimMm: rounded(sheet.trimMm), bleedMm: sheet.bleedMm },
  });
}

function rounded({ width, height }: Size): { widthMm: number; heightMm: number } {
  return { widthMm: Math.round(width * 10) / 10, heightMm: Math.round(height * 10) / 10 };
}

function told(ready: readonly Fitted[], order: readonly (number | null)[]): Finding[] {
  const where = (holds: (page: Fitted) => boolean) =>
    order.flatMap((at, index) => {
      const page = at === null ? undefined : ready[at];
      return page && holds(page) ? [index + 1] : [];
    });
  return [
    ...found(
      "bleed_made",
      "the edges were mirrored outwards",
      where(({ located }) => !located.hasBleed),
    ),
    ...found(
      "page_scaled",
      "scaled to the product's size",
      where(({ located }) => located.scaled),
    ),
    ...found(
      "rotation_folded",
      "turned as a reader shows it",
      where(({ page }) => page.rotated),
    ),
  ];
}

/** Let through with a warning: which letters a printer sets instead is seen on the preview. */
function lacking(pages: readonly PDFPage[]): Finding[] {
  const fonts = fontsNotEmbedded(pages);
  if (fonts.length === 0) return [];
  const wanted = "all fonts embedded";
  return [
    { code: "fonts_not_embedded", severity: "warning", page: null, measured: { fonts }, wanted, fixed: null },
  ];
}

function found(code: string, fix: string, pages: readonly number[]): Finding[] {
  return pages.length === 0 ? [] : [fixed(code, fix, { page: pages[0] ?? null, measured: { pages } })];
}
