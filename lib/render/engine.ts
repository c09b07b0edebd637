import { mkdir } from "node:fs/promises";
import { Rejected } from "../order/errors.ts";
import { maxPages } from "../order/limits.ts";
import type { Finding } from "../order/rendered.ts";
import { pageOrder } from "../paper/pages.ts";
import type { Bench, MadeDocument } from "./bench.ts";
import { type Ink, inkOf } from "./colour.ts";
import { makeCover, spreadOf } from "./cover.ts";
import { fixed } from "./findings.ts";
import { insideFromImages } from "./inside-images.ts";
import { insideFromPdf } from "./inside-pdf.ts";
import { engine, type Job, type JobSource, type Outcome } from "./job.ts";
import { openSupplied } from "./pdf/supplied.ts";
import { withLastPage } from "./printed-sheet.ts";

/**
 * Renders one item: an inside and, where the product has one, a cover, at the product's size with bleed and boxes.
 * Same job, same bytes. Throws Rejected for what is the order's fault. Opens untrusted files: run it in a capped child.
 */
export async function renderItem(job: Job, tell: (progress: string) => void = () => {}): Promise<Outcome> {
  await mkdir(job.outFolder, { recursive: true });
  const ink = await inkOf(job);
  const bench: Bench = { job, ink, tell, about: (role) => aboutOf(job, ink, role) };
  const inside = await insideOf(job);
  const { order, padded } = orderOf(job, inside);
  const spread = spreadOf(job, order.length);
  const documents = [await makeInside(bench, inside, order)];
  if (spread) documents.push(await makeCover(bench, spread, order.length));
  return {
    engine,
    spineMm: spread?.spineMm ?? null,
    components: documents.map(({ made }) => made),
    previews: documents.flatMap(({ previews }) => previews),
    findings: [...padded, ...documents.flatMap(({ findings }) => findings)],
  };
}

/** What the inside is made from, counted. */
type Inside =
  | {
      readonly kind: "images";
      readonly count: number;
      readonly pointer: string;
      readonly images: JobSource[];
    }
  | (Awaited<ReturnType<typeof openSupplied>> & {
      readonly kind: "pdf";
      readonly count: number;
      readonly pointer: string;
    });

async function insideOf({ sources }: Job): Promise<Inside> {
  const document = sources.find(({ pointer }) => pointer === "/inside");
  if (document?.measured.type === "application/pdf") {
    const opened = await openSupplied(document);
    return { kind: "pdf", ...opened, count: opened.pages.length, pointer: document.pointer };
  }
  const images = document ? [document] : sources.filter(({ pointer }) => pointer.startsWith("/images/"));
  return { kind: "images", images, count: images.length, pointer: document?.pointer ?? "/images" };
}

/** The order pages are printed in, within the product's limits. */
function orderOf(job: Job, { count, pointer }: Inside): { order: (number | null)[]; padded: Finding[] } {
  const { product } = job;
  const { min, max, step } = product.pages;
  if (count > maxPages) {
    throw new Rejected("too_many_pages", "Too many pages for one item.", {
      pointer,
      given: count,
      wanted: maxPages,
    });
  }
  const needed = pageOrder(count, step, product.cover === "self");
  if (needed.length < min || needed.length > max) {
    const detail = `This product takes ${min} to ${max} pages in steps of ${step}.`;
    throw new Rejected("page_count_out_of_range", detail, { pointer, given: count, wanted: product.pages });
  }
  const order = withLastPage(job, needed);
  return { order, padded: paddingOf(count, order, product.cover === "self") };
}

function paddingOf(count: number, order: readonly (number | null)[], selfCover: boolean): Finding[] {
  const blanks = order.length - count;
  if (blanks === 0) return [];
  const where = selfCover ? "before the last page, the back cover" : "at the end";
  const fix = `${blanks} blank ${blanks === 1 ? "page" : "pages"} added ${where}`;
  return [
    fixed("pages_padded", fix, { page: order.indexOf(null) + 1, measured: count, wanted: order.length }),
  ];
}

function makeInside(bench: Bench, inside: Inside, order: readonly (number | null)[]): Promise<MadeDocument> {
  if (inside.kind === "images") return insideFromImages(bench, inside.images, order);
  return insideFromPdf(bench, inside, order);
}

function aboutOf({ title, date, spec }: Job, { intent }: Ink, role: string): ReturnType<Bench["about"]> {
  return { title, date, seed: `${spec} ${role}`, intent };
}
