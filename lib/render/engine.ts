import { mkdir } from "node:fs/promises";
import type { Finding } from "../order/rendered.ts";
import { aboutOf } from "./about.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import type { Chunk } from "./chunks.ts";
import { inkOf } from "./colour.ts";
import { together } from "./composed.ts";
import { type ImageBook, imageBookOf } from "./image-book.ts";
import { chunkFromImages, insideFromImages } from "./inside-images.ts";
import { engine, type Job, type Outcome, specIn } from "./job.ts";
import { orderedPages } from "./page-order.ts";

/**
 * Renders one item, an inside and, where the product has one, a cover, at the product's size with bleed and boxes; or
 * the share of it that the job names. Same job, same bytes. Throws Rejected for what is the order's fault. Opens
 * untrusted files: run it in a capped child.
 */
export async function renderItem(job: Job, tell: (progress: string) => void = () => {}): Promise<Outcome> {
  await mkdir(job.outFolder, { recursive: true });
  const ink = await inkOf(job);
  const bench: Bench = { job, ink, tell, about: (role) => aboutOf(job, ink.intent, role) };
  const { share } = job;
  if (share?.kind === "cover") return coverRound(bench, share.pages);
  const book = imageBookOf(specIn(job));
  if (share?.kind === "pages") return runOf(bench, book, share);
  const { made, pages, padded } = book ? await fromImages(bench, book) : await fromPdf(bench);
  const inside = outcomeOf({ ...made, findings: [...padded, ...made.findings] }, null);
  if (share || job.product.cover !== "separate") return inside;
  return { engine, ...together([inside, await coverRound(bench, pages)]) };
}

function outcomeOf({ made, ...told }: MadeDocument, spineMm: number | null): Outcome {
  return { engine, spineMm, components: [made], ...told };
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
  const [{ insideFromPdf }, { openSupplied }] = await suppliedPages();
  const supplied = { ...(await openSupplied(document)), pointer: document.pointer };
  const counted = { count: supplied.pages.length, pointer: document.pointer };
  const { order, padded } = orderedPages(bench.job, counted);
  return { made: await insideFromPdf(bench, supplied, order), pages: order.length, padded };
}

// What reads and draws PDFs is loaded where one is supplied or a cover made: 65 ms that books of pictures do without.
const suppliedPages = () => Promise.all([import("./inside-pdf.ts"), import("./pdf/supplied.ts")]);

async function runOf(bench: Bench, book: ImageBook | undefined, chunk: Chunk): Promise<Outcome> {
  if (!book) throw new Error("only books of pictures are written in runs of pages");
  return { engine, spineMm: null, components: [], ...(await chunkFromImages(bench, book, chunk)) };
}

async function coverRound(bench: Bench, pages: number): Promise<Outcome> {
  const { makeCover, spreadOf } = await import("./cover.ts");
  const spread = spreadOf(bench.job, pages);
  if (!spread) throw new Error("a product without a cover has no share for it");
  return outcomeOf(await makeCover(bench, spread, pages), spread.spineMm);
}
