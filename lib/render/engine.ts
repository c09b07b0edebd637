import { mkdir } from "node:fs/promises";
import type { Finding } from "../order/rendered.ts";
import { aboutOf } from "./about.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import { inkOf } from "./colour.ts";
import { makeCover, spreadOf } from "./cover.ts";
import { type ImageBook, imageBookOf } from "./image-book.ts";
import { chunkFromImages, insideFromImages } from "./inside-images.ts";
import { insideFromPdf } from "./inside-pdf.ts";
import { engine, type Job, type Outcome, type Share, specIn } from "./job.ts";
import { orderedPages } from "./page-order.ts";
import { openSupplied } from "./pdf/supplied.ts";

/**
 * Renders one item, an inside and, where the product has one, a cover, at the product's size with bleed and boxes; or
 * the share of it that the job names. Same job, same bytes. Throws Rejected for what is the order's fault. Opens
 * untrusted files: run it in a capped child.
 */
export async function renderItem(job: Job, tell: (progress: string) => void = () => {}): Promise<Outcome> {
  await mkdir(job.outFolder, { recursive: true });
  const ink = await inkOf(job);
  const bench: Bench = { job, ink, tell, about: (role) => aboutOf(job, ink.intent, role) };
  const book = imageBookOf(specIn(job));
  if (job.share) return shareOf(bench, book, job.share);
  const { made, pages, padded } = book ? await fromImages(bench, book) : await fromPdf(bench);
  const spread = spreadOf(job, pages);
  const documents = spread ? [made, await makeCover(bench, spread, pages)] : [made];
  return {
    engine,
    spineMm: spread?.spineMm ?? null,
    components: documents.map((document) => document.made),
    previews: documents.flatMap(({ previews }) => previews),
    findings: [...padded, ...documents.flatMap(({ findings }) => findings)],
  };
}

interface Inside {
  readonly made: MadeDocument;
  readonly pages: number;
  readonly padded: readonly Finding[];
}

async function fromImages(bench: Bench, book: ImageBook): Promise<Inside> {
  return { made: await insideFromImages(bench, book), pages: book.order.length, padded: book.padded };
}

async function fromPdf(bench: Bench): Promise<Inside> {
  const document = bench.job.sources.find(({ pointer }) => pointer === "/inside");
  if (!document) throw new Error("an item has neither pictures nor a document");
  const supplied = { ...(await openSupplied(document)), pointer: document.pointer };
  const counted = { count: supplied.pages.length, pointer: document.pointer };
  const { order, padded } = orderedPages(bench.job, counted);
  return { made: await insideFromPdf(bench, supplied, order), pages: order.length, padded };
}

async function shareOf(bench: Bench, book: ImageBook | undefined, share: Share): Promise<Outcome> {
  if (!book) throw new Error("only books of pictures are shared");
  if (share.kind === "pages")
    return { engine, spineMm: null, components: [], ...(await chunkFromImages(bench, book, share)) };
  const spread = spreadOf(bench.job, book.order.length);
  if (!spread) throw new Error("a product without a cover has no share for it");
  const { made, previews, findings } = await makeCover(bench, spread, book.order.length);
  return { engine, spineMm: spread.spineMm, components: [made], previews, findings };
}
