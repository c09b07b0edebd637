import * as z from "zod";
import { pixelsFor } from "../paper/placement.ts";
import { targetDpi } from "../paper/resolution.ts";
import type { PicturePage } from "./image-book.ts";
import type { MarkedSheet } from "./marks.ts";
import { isWorthKeeping } from "./worth-keeping.ts";

/** A run of pages that is written as one part, under object numbers of its own: it needs nothing of the others. */
export const Chunk = z.strictObject({
  /** Pages from this index up to, without, the other. */
  from: z.int().nonnegative(),
  to: z.int().positive(),
  /** Number of its first object. */
  first: z.int().positive(),
});
export type Chunk = z.infer<typeof Chunk>;

/** S3 takes no smaller part but the last. */
export const minPartBytes = 5 * 1024 ** 2;

/** Of a chunk: above S3's least by what estimates err. A start costs half a second, a page in inks nearly as much. */
const chunkBytes = 6_000_000;

/** A book of fewer bytes, 34 pages in inks or 55 in RGB, is one chunk: one worker has it done in some seven seconds. */
const fanOutBytes = 48_000_000;

/** Bytes for each printed pixel of the photographs that encoding was measured with. */
const bytesPerPixel = { inks: 0.21, rgb: 0.13 };
/** Bytes for each byte of a picture that has fewer than those: flat ones stay small. */
const growth = { inks: 1, rgb: 0.6 };

/** What decides the numbers of a book's objects besides its pages. */
export interface Numbering {
  /** Colours are inks: there is no profile that says what RGB means. */
  readonly inked: boolean;
  readonly sheet: MarkedSheet;
}

/** Cuts a book into chunks of about equal bytes, by estimate: same pages, same chunks. */
export function chunksOf(pages: readonly (PicturePage | null)[], numbering: Numbering): Chunk[] {
  const weights = pages.map((page) => weightOf(page, numbering));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const count = total < fanOutBytes ? 1 : Math.floor(total / chunkBytes);
  const ends = endsOf(weights, { total, count });
  const firsts = firstObjects(pages, numbering);
  return ends.map((to, at) => {
    const from = ends[at - 1] ?? 0;
    return { from, to, first: at === 0 ? 1 : (firsts[from] ?? 1) };
  });
}

/** Where chunks end: each page belongs to the one that its middle falls into, blank ones to the one before. */
function endsOf(
  weights: readonly number[],
  { total, count }: { readonly total: number; readonly count: number },
): number[] {
  const ends: number[] = [];
  let before = 0;
  let current = 0;
  for (const [page, weight] of weights.entries()) {
    const middle = (before + weight / 2) / total;
    const chunk = weight === 0 ? current : Math.min(Math.floor(middle * count), count - 1);
    if (chunk > current && page > 0) ends.push(page);
    current = chunk;
    before += weight;
  }
  return [...ends, weights.length];
}

/** Number of each page's first object, after the page tree and the profile. */
function firstObjects(pages: readonly (PicturePage | null)[], { inked, sheet }: Numbering): number[] {
  let next = inked ? 2 : 3;
  return pages.map((page) => {
    const first = next;
    // Picture, contents, page; a blank page has contents only where it carries a mark.
    next += page ? 3 : sheet.mark ? 2 : 1;
    return first;
  });
}

/** Bytes that a page becomes, about: its JPEG as it is where it may stay so, else as encoding makes it. */
function weightOf(page: PicturePage | null, { inked }: Numbering): number {
  if (!page) return 0;
  const { bytes, type } = page.source;
  if (!inked && type === "image/jpeg" && isWorthKeeping(bytes, page.placement)) return bytes;
  const { width, height } = pixelsFor(page.placement, targetDpi);
  const kind = inked ? "inks" : "rgb";
  return Math.min(width * height * bytesPerPixel[kind], bytes * growth[kind]);
}
