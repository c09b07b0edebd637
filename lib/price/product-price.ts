import type { Facility } from "../order/facility.ts";
import { type Money, microsOf, minorOf, moneyOf, portion } from "../order/money.ts";
import type { Product } from "../order/product.ts";

/** Copies of a product, with as many inside pages as are printed. */
export interface Piece {
  readonly product: Product;
  readonly pages: number;
  readonly quantity: number;
}

/** Of the catalogue's prices, in percent, what a facility without a price list asks. */
const usualSharePercent = 70;

/** What the facility asks for it, net, in millionths of its currency; undefined where its list lacks the family. */
export function askedFor(facility: Facility, piece: Piece): number | undefined {
  if (!facility.prices) return portion(catalogueMicros(piece), usualSharePercent, 100);
  const row = facility.prices.find(({ family }) => family === piece.product.family);
  if (!row) return undefined;
  const { product, pages, quantity } = piece;
  const squareMm = Math.round(product.trimMm.width * product.trimMm.height);
  const paper = portion(microsOf(row.perSquareMetre), pages * squareMm, 1_000_000);
  return microsOf(row.setup) + quantity * (microsOf(row.perCopy) + pages * microsOf(row.perPage) + paper);
}

/** What it costs by the catalogue, net: of what no facility was ever asked for. */
export function cataloguePrice(piece: Piece): Money {
  const { currency } = piece.product.price.base;
  return moneyOf(minorOf(catalogueMicros(piece), currency), currency);
}

function catalogueMicros({ product: { price }, pages, quantity }: Piece): number {
  return quantity * (microsOf(price.base.amount) + pages * microsOf(price.perPage.amount));
}
