import type { Measured } from "../order/measured.ts";
import type { Finding } from "../order/rendered.ts";
import { type Placement, place } from "../paper/placement.ts";
import { type Chunk, chunksOf } from "./chunks.ts";
import { judgePlacement } from "./findings.ts";
import type { Spec } from "./job.ts";
import { orderedPages, type PageOrder } from "./page-order.ts";
import { insideSheet, type PrintedSheet } from "./printed-sheet.ts";
import { isInked } from "./printing-condition.ts";
import { uprightSize } from "./upright.ts";
import { pictureAreas, type Wrap, wrapRound } from "./wrap.ts";

/** A picture and its place on a page. */
export interface PicturePage extends Wrap {
  readonly source: Measured;
  readonly placement: Placement;
}

/** An inside of pictures, planned: what comes onto each page, and in which runs the pages are written. */
export interface ImageBook extends PageOrder {
  readonly sheet: PrintedSheet;
  /** In the order of print; null is a blank page. */
  readonly pages: readonly (PicturePage | null)[];
  readonly chunks: readonly Chunk[];
}

/** Plans an inside of pictures from what prepare measured alone; undefined where the inside is a PDF. */
export function imageBookOf(spec: Spec): ImageBook | undefined {
  const images = imagesIn(spec);
  if (!images) return undefined;
  const pointer = images[0]?.pointer === "/inside" ? "/inside" : "/images";
  const { order, padded } = orderedPages(spec, { count: images.length, pointer });
  const sheet = insideSheet(spec, order);
  const pages = order.map((at) => pageFor(spec, at === null ? undefined : images[at]));
  return { order, padded, sheet, pages, chunks: chunksOf(pages, { inked: isInked(spec), sheet }) };
}

/** What the pages' placements say about them. Throws `resolution_too_low`. */
export function judgedPages({ pages }: ImageBook, spec: Spec, { from, to }: Span): Finding[] {
  return pages.slice(from, to).flatMap((page, at) => {
    if (!page) return [];
    return judgePlacement(page.placement, spec, { page: from + at + 1, pointer: page.source.pointer });
  });
}

/** Pages from index `from` up to, without, index `to`. */
export type Span = Pick<Chunk, "from" | "to">;

function imagesIn({ sources }: Spec): Measured[] | undefined {
  const inside = sources.find(({ pointer }) => pointer === "/inside");
  if (inside) return inside.type === "application/pdf" ? undefined : [inside];
  return sources.filter(({ pointer }) => pointer.startsWith("/images/"));
}

function pageFor(spec: Spec, source: Measured | undefined): PicturePage | null {
  if (!source) return null;
  const placement = place(uprightSize(source), pictureAreas(spec), spec.fit);
  return { source, placement, ...wrapRound(spec, placement.onto) };
}
