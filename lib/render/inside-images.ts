import { join } from "node:path";
import type { Finding } from "../order/rendered.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import type { Chunk } from "./chunks.ts";
import { writeChunk, writePictureBook } from "./document.ts";
import { judgeInks } from "./findings.ts";
import { type ImageBook, judgedPages, type PicturePage, type Span } from "./image-book.ts";
import { inFlight } from "./in-flight.ts";
import { type MadeChunk, type MadePreview, specIn } from "./job.ts";
import { type Picture, picture } from "./picture.ts";
import { previewedPages, previewPicture } from "./preview.ts";

/** Pages that are decoded, scaled and encoded at the same time: one for each core of a Lambda this size. */
const pagesInFlight = 2;

/** Lays pictures out one a page, as planned. Judges all before decoding any. */
export async function insideFromImages(bench: Bench, book: ImageBook): Promise<MadeDocument> {
  const { job, ink, about } = bench;
  const { sheet } = book;
  const span = { from: 0, to: book.pages.length };
  const findings = judgedPages(book, specIn(job), span);
  const previews: MadePreview[] = [];
  const pages = drawnPages(bench, book, { ...span, previews, found: findings });
  const path = join(job.outFolder, "inside.pdf");
  const partEnds = new Set(book.chunks.length > 1 ? book.chunks.map(({ to }) => to) : []);
  const written = await writePictureBook({ path, sheet, ink, about: about("inside"), pages, partEnds });
  return { made: { role: "inside", path, ...written, pages: span.to, ...sheet }, previews, findings };
}

/** A chunk of an inside of pictures, as it stands in the whole. */
export async function chunkFromImages(
  bench: Bench,
  book: ImageBook,
  chunk: Chunk,
): Promise<Omit<MadeDocument, "made"> & { readonly chunk: MadeChunk }> {
  const { job, ink } = bench;
  const findings = judgedPages(book, specIn(job), chunk);
  const previews: MadePreview[] = [];
  const pages = drawnPages(bench, book, { ...chunk, previews, found: findings });
  const path = join(job.outFolder, "chunk.pdf");
  const written = await writeChunk({ path, sheet: book.sheet, ink, pages }, chunk.first);
  return { chunk: { path, ...written }, previews, findings };
}

/** Draws pages, some ahead of the one that is taken; previews of the first are added as they pass. */
async function* drawnPages(
  { job, ink, tell }: Bench,
  book: ImageBook,
  { from, to, previews, found }: Span & { readonly previews: MadePreview[]; readonly found: Finding[] },
): AsyncGenerator<Picture | null> {
  const { pages, sheet } = book;
  // Of all pages, so that shares show what one worker would.
  const findings = judgedPages(book, specIn(job), { from: 0, to: pages.length });
  const shown = new Set(previewedPages(pages.length, findings));
  const { safeMm } = job.product;
  const sources = new Map(job.sources.map((source) => [source.pointer, source]));
  const draw = async (page: PicturePage | null, at: number) => {
    const source = page && sources.get(page.source.pointer);
    const drawn = source ? await picture({ ...page, source, fit: job.fit, ink }) : null;
    const number = from + at + 1;
    const place = { folder: job.outFolder, role: "inside", page: number, safeMm, findings } as const;
    return { drawn, preview: shown.has(number) ? await previewPicture(drawn, sheet, place) : null };
  };
  let page = from;
  for await (const { drawn, preview } of inFlight(pages.slice(from, to), pagesInFlight, draw)) {
    if (preview) previews.push(preview);
    yield drawn;
    page += 1;
    if (drawn) found.push(...judgeInks(drawn, ink.inkLimitPercent, page));
    tell(`inside ${page}`);
  }
}
