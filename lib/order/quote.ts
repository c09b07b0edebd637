import * as z from "zod";
import { FacilityId, Instant, QuoteId } from "./ids.ts";
import { maxPages } from "./limits.ts";
import { Currency } from "./money.ts";
import { ShippingLevel } from "./order.ts";
import { type KeptLine, PriceLine, PriceTotals } from "./price.ts";
import { CountryCode } from "./recipient.ts";
import { ItemOptions } from "./source.ts";

/** Where a parcel is to go, as far as its price needs it: no name, no street. */
export const Destination = z.strictObject({
  countryCode: CountryCode,
  postalCode: z.string().trim().max(20).nullish(),
  region: z.string().trim().max(80).nullish(),
});
export type Destination = z.infer<typeof Destination>;

/** What is to be priced: pages count the inside, blanks that fill up to the product's step are added. */
export const QuoteItem = z.strictObject({
  productId: z.string().max(60),
  quantity: z.int().min(1).max(10_000),
  pages: z.int().min(1).max(maxPages),
  options: ItemOptions.default({}),
});
export type QuoteItem = z.infer<typeof QuoteItem>;

/** A basket and where it goes. */
export const Basket = z.strictObject({
  destination: Destination,
  shippingLevel: ShippingLevel.default("standard"),
  currency: Currency.default("EUR"),
  items: z.array(QuoteItem).min(1).max(50),
});

export const QuoteRequest = z.strictObject({
  ...Basket.shape,
  /** Other ways to send the same, each quoted as well where there is one. */
  alternatives: z.array(ShippingLevel).max(ShippingLevel.options.length).optional(),
});
export type QuoteRequest = z.infer<typeof QuoteRequest>;

/** What travels in one parcel or more from one facility. */
export const QuotedShipment = z.strictObject({
  facilityId: FacilityId,
  /** Places in the request's items. */
  items: z.array(z.int().nonnegative()).min(1),
  /** Why this facility, in words. */
  reasons: z.array(z.string()),
  shipBy: Instant,
  /** Days at the destination, first and last. */
  deliverFrom: z.iso.date(),
  deliverTo: z.iso.date(),
  weightGrams: z.int().positive(),
});
export type QuotedShipment = z.infer<typeof QuotedShipment>;

/** A price with dates that stands until `expiresAt`: an order with its id pays this. */
export const Quote = z.strictObject({
  id: QuoteId,
  createdAt: Instant,
  expiresAt: Instant,
  ...Basket.shape,
  shippingLevel: ShippingLevel,
  currency: Currency,
  items: z.array(z.strictObject({ ...QuoteItem.shape, options: ItemOptions })),
  lines: z.array(PriceLine),
  totals: PriceTotals,
  shipments: z.array(QuotedShipment),
});
export type Quote = z.infer<typeof Quote>;

/** A quote with those of the other levels that were asked for and can be had: quotes of their own. */
export const QuoteView = z.strictObject({ ...Quote.shape, alternatives: z.array(Quote).optional() });
export type QuoteView = z.infer<typeof QuoteView>;

/** A basket as the router prices it, in the currency asked for. */
export interface PricedBasket {
  readonly lines: readonly KeptLine[];
  readonly shipments: readonly QuotedShipment[];
  /** Items that nobody can make or ship, with the nearest misses. */
  readonly misses: readonly { readonly itemIndex: number; readonly reasons: readonly string[] }[];
}
