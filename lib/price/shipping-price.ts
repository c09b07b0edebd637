import { usualRates } from "../catalogue/shipping-rates.ts";
import type { Facility, ShippingRate } from "../order/facility.ts";
import { microsOf } from "../order/money.ts";

/** Where to and how fast. */
export interface Going {
  readonly countryCode: string;
  readonly level: ShippingRate["level"];
}

/** The facility's rate for that country and level: its own rows in their order, else the usual ones. */
export function rateOf(facility: Facility, { countryCode, level }: Going): ShippingRate | undefined {
  const rates = facility.shipping ?? usualRates(facility.countryCode);
  return rates.find(
    ({ level: offered, countries }) =>
      offered === level && (countries.includes(countryCode) || countries.includes("*")),
  );
}

/** Millionths of the facility's currency for so many grams: whole parcels of the last step, and the rest. */
export function askedForShipping({ steps }: ShippingRate, grams: number): number {
  const last = steps.at(-1);
  if (!last) throw new Error("a rate has no steps");
  const full = Math.max(0, Math.ceil(grams / last.maxGrams) - 1);
  const rest = grams - full * last.maxGrams;
  const step = steps.find(({ maxGrams }) => rest <= maxGrams) ?? last;
  return full * microsOf(last.price) + microsOf(step.price);
}
