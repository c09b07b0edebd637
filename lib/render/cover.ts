import { join } from "node:path";
import { Rejected } from "../order/errors.ts";
import { coverSpread, type Spread } from "../paper/cover.ts";
import type { Rect } from "../paper/length.ts";
import { place } from "../paper/placement.ts";
import { mediaMm } from "../paper/sheet.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import { coverFromParts } from "./cover-parts.ts";
import { writePictureBook } from "./document.ts";
import { judgeInks, judgePlacement } from "./findings.ts";
import { placePages } from "./inside-pdf.ts";
import type { Job, JobSource } from "./job.ts";
import { openSupplied } from "./pdf/supplied.ts";
import { type Picture, picture, uprightPx } from "./picture.ts";
import { previewPicture } from "./preview.ts";
import { coverSheet } from "./printed-sheet.ts";

/** The flat cover of a job's product with so many inside pages, or null where it has none of its own. */
export function spreadOf({ product, paper, fileProfile }: Job, pages: number): Spread | null {
  if (product.cover !== "separate") return null;
  return coverSpread(product, { pages, stock: paper }, fileProfile.cover);
}

/** Makes the cover of a product that has one of its own. */
export async function makeCover(bench: Bench, spread: Spread, pages: number): Promise<MadeDocument> {
  const { cover } = bench.job;
  if (cover.kind === "none")
    throw new Rejected("cover_missing", "This product needs a cover.", { pointer: "/cover" });
  if (cover.kind === "parts") {
    const image = sourceAt(bench.job, "/cover/image");
    return coverFromParts(bench, { spread, parts: cover, image, pages });
  }
  const source = sourceAt(bench.job, "/cover");
  if (!source) throw new Error("a whole cover has no source");
  return source.measured.image ? coverFromImage(bench, source, spread) : coverFromPdf(bench, source, spread);
}

function sourceAt(job: Job, pointer: string): JobSource | undefined {
  return job.sources.find((source) => source.pointer === pointer);
}

async function coverFromPdf(bench: Bench, source: JobSource, spread: Spread): Promise<MadeDocument> {
  const supplied = await openSupplied(source);
  const { pages } = supplied;
  if (pages.length !== 1) {
    const blame = { pointer: source.pointer, given: pages.length, wanted: 1 };
    throw new Rejected("page_count_out_of_range", "A cover is one page: back, spine and front.", blame);
  }
  return placePages(
    bench,
    { ...supplied, pointer: source.pointer },
    { role: "cover", sheet: coverSheet(bench.job, spread), order: [0] },
  );
}

async function coverFromImage(
  { job, ink, about, tell }: Bench,
  source: JobSource,
  spread: Spread,
): Promise<MadeDocument> {
  const sheet = coverSheet(job, spread);
  const media: Rect = { left: 0, top: 0, ...mediaMm(sheet) };
  const face = { left: spread.bleedMm, top: spread.bleedMm, ...spread.trimMm };
  const placement = place(uprightPx(source), { media, face }, job.fit);
  const placed = judgePlacement(placement, job, { page: null, pointer: source.pointer });
  const drawn = await picture({ source, placement, fit: job.fit, ink });
  const findings = [...placed, ...judgeInks(drawn, ink.inkLimitPercent, null)];
  const path = join(job.outFolder, "cover.pdf");
  const written = await writePictureBook({ path, sheet, ink, about: about("cover"), pages: only(drawn) });
  const { safeMm } = job.product;
  const shown = { folder: job.outFolder, role: "cover", page: 1, safeMm, findings } as const;
  const preview = await previewPicture(drawn, sheet, shown);
  tell("cover 1");
  return { made: { role: "cover", path, ...written, pages: 1, ...sheet }, previews: [preview], findings };
}

async function* only(drawn: Picture): AsyncGenerator<Picture> {
  yield drawn;
}
