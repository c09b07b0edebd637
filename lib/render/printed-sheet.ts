import { markText } from "../order/mark.ts";
import type { Spread } from "../paper/cover.ts";
import { faceRect, type Sheet, sheetOf } from "../paper/sheet.ts";
import type { Job, Made } from "./job.ts";
import { slugMm } from "./marks.ts";

/** A document's sheet with all that its record says about it. */
export interface PrintedSheet extends Sheet, Pick<Made, "mark" | "boardsMm" | "faceMm"> {}

/** What of a job decides its sheets. */
type Wish = Pick<Job, "product" | "ticketId" | "fileProfile">;

/** Pages of the inside by their source; null is a blank one. */
type PageOrder = readonly (number | null)[];

/** The sheet of the inside's pages. */
export function insideSheet(job: Wish, order: PageOrder): PrintedSheet {
  const { product } = job;
  const sheet = sheetOf(product);
  // A canvas keeps its wrap: without bleed the corner of its media is that of its trim.
  const face = product.binding === "canvas" ? { faceMm: faceRect(product) } : {};
  return { ...sheet, ...face, ...markOf(job, "inside", order) };
}

/** The sheet of a cover spread. */
export function coverSheet(job: Wish, { trimMm, bleedMm, front, back, spine }: Spread): PrintedSheet {
  const hasBoards = job.product.binding === "case" || job.product.binding === "layflat";
  const boards = hasBoards ? { boardsMm: { front, spine, back } } : {};
  return { trimMm, bleedMm, ...boards, ...markOf(job, "cover", []) };
}

/** Pages with the blank last one that a facility scans a book by; as they are where the product has no room for it. */
export function withLastPage(job: Wish, order: PageOrder): (number | null)[] {
  const { pages, cover } = job.product;
  const reserved = cover === "separate" && placeOf(job) === "last_page" && order.at(-1) !== null;
  const added = reserved && order.length + pages.step <= pages.max ? pages.step : 0;
  return [...order, ...Array.from({ length: added }, () => null)];
}

/** Copies are printed from one file, so the mark counts none. */
function markOf(job: Wish, role: Made["role"], order: PageOrder): Pick<PrintedSheet, "mark" | "slugMm"> {
  const wanted = placeOf(job);
  if (wanted === "none" || !job.ticketId) return {};
  const isLast = wanted === "last_page" && role === "inside" && order.at(-1) === null;
  const text = markText({ ticketId: job.ticketId, component: role, copy: 0 });
  // A self-cover's last page is its back, and a cover is all printed: these carry it where it is cut away.
  return isLast ? { mark: { text, place: "last_page" } } : { mark: { text, place: "slug" }, slugMm };
}

function placeOf({ ticketId, fileProfile }: Wish): Job["fileProfile"]["marks"]["barcode"] {
  return ticketId ? fileProfile.marks.barcode : "none";
}
