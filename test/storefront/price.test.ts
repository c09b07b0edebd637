import fc from "fast-check";
import { expect, test } from "vitest";
import { minorFrom, moneyOf } from "../../lib/order/money.ts";
import type { Quote } from "../../lib/order/quote.ts";
import { priceOf } from "../../lib/storefront/price.ts";
import { PriceView } from "../../lib/storefront/views.ts";

const currencies = ["EUR", "JPY", "KWD", "HUF", "CLF"];

interface Wish {
  readonly currency: string;
  readonly net: number;
  readonly shipping: number;
  readonly quantity: number;
  readonly rate: number;
  readonly margin: number;
  readonly off: number;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  currency: fc.constantFrom(...currencies),
  net: fc.integer({ min: 0, max: 10_000_000 }),
  shipping: fc.integer({ min: 0, max: 100_000 }),
  quantity: fc.integer({ min: 1, max: 1000 }),
  rate: fc.constantFrom(0, 0.055, 0.07, 0.081, 0.09, 0.21, 0.27),
  margin: fc.integer({ min: 0, max: 50_000 }),
  off: fc.integer({ min: 0, max: 10_000 }),
});

/** As much of a quote as prices look at. */
function quoteOf({ currency, net, shipping, quantity, rate }: Wish): Quote {
  const money = (minor: number) => moneyOf(minor, currency);
  const line = (kind: "product" | "shipping", amount: number) => {
    const tax = Math.round(amount * rate);
    const sums = { net: money(amount), tax: money(tax), gross: money(amount + tax) };
    return { kind, itemIndex: null, description: kind, quantity, taxRate: rate, ...sums };
  };
  const lines = [line("product", net), line("shipping", shipping)];
  const common = { currency, expiresAt: "2026-11-22T10:00:00.000Z", lines };
  return { ...common, items: [{ productId: "poster-a3", quantity, pages: 1 }] } as unknown as Quote; // no more is read
}

test("lines add up to the total exactly, in every currency and at every rate, and nothing is below zero", () => {
  fc.assert(
    fc.property(wish, (given) => {
      const coupon = given.off > 0 ? { code: "OFF", percent: given.off / 100 } : undefined;
      const terms = { margin: { percent: given.margin / 100, perCopy: "0" }, coupon };
      const price = PriceView.parse(priceOf(quoteOf(given), terms));
      const sum = price.lines.reduce((total, { amount }) => total + minorFrom(amount), 0);
      expect(sum).toBe(minorFrom(price.total));
      expect(minorFrom(price.total)).toBeGreaterThanOrEqual(0);
      expect(minorFrom(price.tax)).toBeLessThanOrEqual(minorFrom(price.total));
      expect(price.lines.some(({ kind }) => kind === "discount")).toBe(given.off > 0);
    }),
    { numRuns: 1000 },
  );
});

test("what a merchant adds is taxed like the product, by copy and by percent", () => {
  const quote = quoteOf({
    currency: "EUR",
    net: 2000,
    shipping: 0,
    quantity: 2,
    rate: 0.09,
    margin: 0,
    off: 0,
  });
  const price = priceOf(quote, { margin: { percent: 10, perCopy: "1.00" }, coupon: undefined });
  // (20.00 + 2.00 + 2 x 1.00) x 1.09
  expect(price.total).toEqual({ amount: "26.16", currency: "EUR" });
  expect(price.tax).toEqual({ amount: "2.16", currency: "EUR" });
});
