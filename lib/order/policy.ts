import * as z from "zod";
import { FacilityId, MerchantId } from "./ids.ts";
import { Currency, UnitPrice } from "./money.ts";
import { CountryCode } from "./recipient.ts";

/** What one unit of each number is worth in EUR when facilities are compared: the lowest sum wins. */
export const Weights = z.strictObject({
  /** For each EUR that the merchant pays, shipping included. */
  price: z.number().nonnegative().default(1),
  /** For each day until the last day of the promise. */
  day: z.number().nonnegative().default(1.5),
  km: z.number().nonnegative().default(0.005),
  carbonKg: z.number().nonnegative().default(0.1),
  /** For always refusing or shipping late; a tenth of it for one item in ten. */
  fault: z.number().nonnegative().default(20),
  /** For a day's work that is taken already; half of it for half a day's. */
  load: z.number().nonnegative().default(4),
});
export type Weights = z.infer<typeof Weights>;

/** Sends what it names to one facility, or keeps it away from there; what it does not name is any. */
export const RoutingRule = z.strictObject({
  kind: z.enum(["pin", "exclude"]),
  facilityId: FacilityId,
  merchantId: MerchantId.optional(),
  family: z.string().optional(),
  countryCode: CountryCode.optional(),
});
export type RoutingRule = z.infer<typeof RoutingRule>;

/** A facility that is given only so many of a hundred orders, while others can make them. */
const Ramp = z.strictObject({ facilityId: FacilityId, percent: z.number().min(0).max(100) });

/** How operators want orders routed and priced; `{}` is the default. */
export const Policy = z.strictObject({
  weights: Weights.prefault({}),
  rules: z.array(RoutingRule).max(500).default([]),
  ramps: z.array(Ramp).max(100).default([]),
  /** Added to what facilities ask for products, not to shipping. */
  marginPercent: z.number().min(0).max(1000).default(42),
  /** Units of each currency for one EUR. Defaults are of November 2026's order of magnitude: operators set their own. */
  rates: z
    .record(
      Currency,
      UnitPrice.refine((rate) => Number(rate) > 0, "more than nothing"),
    )
    .refine(({ EUR }) => EUR === "1", "EUR is 1: rates are units for one EUR")
    .default({
      ...{
        EUR: "1",
        USD: "1.16",
        GBP: "0.87",
        CHF: "0.93",
        SEK: "11",
        NOK: "11.7",
        DKK: "7.47",
        PLN: "4.25",
      },
      ...{ CZK: "24.3", HUF: "385", RON: "5.08", CAD: "1.63", AUD: "1.78", NZD: "2.05", JPY: "178" },
      ...{ IDR: "19300", COP: "4500", KWD: "0.355", BHD: "0.437", KRW: "1690" },
    }),
});
export type Policy = z.infer<typeof Policy>;
