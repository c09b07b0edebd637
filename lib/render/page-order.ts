import { Rejected } from "../order/errors.ts";
import { maxPages } from "../order/limits.ts";
import type { Finding } from "../order/rendered.ts";
import { pageOrder } from "../paper/pages.ts";
import { fixed } from "./findings.ts";
import type { Job } from "./job.ts";
import { withLastPage } from "./printed-sheet.ts";

/** Pages in print by their source, null where a page stays blank, and what is to be said about it. */
export interface PageOrder {
  readonly order: readonly (number | null)[];
  readonly padded: readonly Finding[];
}

/** The order so many pages are printed in. Throws Rejected beyond the product's limits. */
export function orderedPages(
  job: Pick<Job, "product" | "ticketId" | "fileProfile">,
  { count, pointer }: { readonly count: number; readonly pointer: string },
): PageOrder {
  const { product } = job;
  const { min, max, step } = product.pages;
  if (count > maxPages) {
    const blame = { pointer, given: count, wanted: maxPages };
    throw new Rejected("too_many_pages", "Too many pages for one item.", blame);
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
