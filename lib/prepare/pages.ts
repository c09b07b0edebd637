import { Rejected } from "../order/errors.ts";
import type { Measured } from "../order/measured.ts";
import type { Product } from "../order/product.ts";
import { padTo } from "../paper/pages.ts";

/** Pages of the product, with the blanks that fill them up to its step. */
export interface PageCount {
  readonly pages: number;
  readonly blankPages: number;
}

/** Counts the inside pages that will be printed. Throws Rejected page_count_out_of_range beyond the product's limits. */
export function countPages(sources: readonly Measured[], product: Product): PageCount {
  const inside = sources.find(({ pointer }) => pointer === "/inside");
  const images = sources.filter(({ pointer }) => pointer.startsWith("/images/"));
  const given = inside?.pages?.length ?? images.length;
  const { min, max, step } = product.pages;
  const blankPages = padTo(given, step);
  const pages = given + blankPages;
  if (given >= min && pages <= max) return { pages, blankPages };
  throw new Rejected("page_count_out_of_range", `${product.id} takes ${min} to ${max} pages.`, {
    pointer: inside ? "/inside" : "/images",
    given,
    wanted: { min, max, step },
  });
}

/** Throws what `countPages` would, as soon as the inside is measured; pictures were counted when they were ordered. */
export function checkInside(measured: readonly Measured[], product: Product): void {
  if (measured.some(({ pointer }) => pointer === "/inside")) countPages(measured, product);
}
