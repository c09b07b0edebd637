import fc from "fast-check";
import { expect, test } from "vitest";
import { ShippingRate } from "../../lib/order/facility.ts";
import { askedForShipping, rateOf } from "../../lib/price/shipping-price.ts";
import { named } from "../route/asked.ts";

const rate = ShippingRate.parse({
  countries: ["NL"],
  level: "standard",
  days: { from: 1, to: 2 },
  steps: [
    { maxGrams: 500, price: "3.50" },
    { maxGrams: 2000, price: "4.50" },
  ],
});

test("a step counts up to its weight, and what is heavier than the last travels in several parcels", () => {
  const prices = [1, 500, 501, 2000, 2001, 4000, 4501].map((grams) => askedForShipping(rate, grams) / 1e6);
  expect(prices).toEqual([3.5, 3.5, 4.5, 4.5, 4.5 + 3.5, 9, 9 + 4.5]);
});

test("so many grams more that they make a parcel of their own never cost less", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000 }), (grams) => {
      expect(askedForShipping(rate, grams + 2000)).toBe(askedForShipping(rate, grams) + 4.5e6);
    }),
  );
});

test("the first row that fits counts, and a facility without rows asks the usual rates of its country", () => {
  const everywhere = { ...rate, countries: ["*" as const] };
  const facility = named("utrecht", { shipping: [{ ...rate, days: { from: 0, to: 0 } }, everywhere] });
  expect(rateOf(facility, { countryCode: "NL", level: "standard" })?.days.to).toBe(0);
  expect(rateOf(facility, { countryCode: "JP", level: "standard" })?.days.to).toBe(2);
  expect(rateOf(facility, { countryCode: "NL", level: "express" })).toBeUndefined();
  const bare = named("test-chicago", { shipping: null });
  expect(rateOf(bare, { countryCode: "CA", level: "standard" })?.days).toEqual({ from: 2, to: 5 });
  expect(rateOf(bare, { countryCode: "US", level: "overnight" })?.days).toEqual({ from: 1, to: 1 });
  expect(rateOf(bare, { countryCode: "NL", level: "pickup" })).toBeUndefined();
});
