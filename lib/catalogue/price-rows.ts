import type { PriceRow } from "../order/facility.ts";

/** EUR for a copy, a page, and a square metre of page, as a mid-sized European printer asks. */
const usual: Readonly<Record<string, readonly [copy: number, page: number, squareMetre: number]>> = {
  softcover: [2, 0.011, 0.4],
  magazine: [0.9, 0.02, 0.7],
  "photobook-hardcover": [8.5, 0.1, 2.2],
  "photobook-layflat": [15, 0.35, 5.5],
  wireo: [2.6, 0.04, 0.8],
  calendar: [4.5, 0.15, 3.6],
  canvas: [11, 0, 54],
  poster: [2.9, 0, 13],
  card: [0.42, 0.05, 1],
};

/** A price list for all families of the catalogue: the usual prices times `factor`. */
export function usualPrices(factor = 1): PriceRow[] {
  return Object.entries(usual).map(([family, [copy, page, squareMetre]]) => ({
    family,
    setup: "0",
    perCopy: decimal(copy * factor),
    perPage: decimal(page * factor),
    perSquareMetre: decimal(squareMetre * factor),
  }));
}

function decimal(amount: number): string {
  return amount.toFixed(4);
}
