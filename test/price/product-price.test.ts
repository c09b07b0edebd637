import fc from "fast-check";
import { expect, test } from "vitest";
import { Policy } from "../../lib/order/policy.ts";
import { fromEuro, toEuro } from "../../lib/price/exchange.ts";
import { askedFor } from "../../lib/price/product-price.ts";
import { choose } from "../../lib/route/choose.ts";
import { basketOf, marketOf, named, wished } from "../route/asked.ts";

const row = { family: "softcover", setup: "1.50", perCopy: "2", perPage: "0.0105", perSquareMetre: "0.4" };

test("a price list adds set-up, copies, pages and paper", () => {
  const utrecht = named("utrecht", { prices: [row] });
  // An A5 page is 0.03108 m2.
  const copy = 2 + 100 * 0.0105 + 100 * 0.03108 * 0.4;
  expect(askedFor(utrecht, wished("softcover-a5", 3, { pages: 100 }))).toBe(
    Math.round((1.5 + 3 * copy) * 1e6),
  );
  expect(askedFor(utrecht, wished("poster-a3"))).toBeUndefined();
});

test("a copy or a page more never costs less", () => {
  const utrecht = named("utrecht");
  const asked = (quantity: number, pages: number) =>
    askedFor(utrecht, wished("softcover-a5", quantity, { pages })) ?? Number.NaN;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 22, max: 500 }), (quantity, pages) => {
      expect(asked(quantity + 1, pages)).toBeGreaterThan(asked(quantity, pages));
      expect(asked(quantity, pages + 2)).toBeGreaterThan(asked(quantity, pages));
    }),
  );
});

test("a facility is paid in its own currency, and compared in EUR", () => {
  const pounds = named("utrecht", { id: "york", currency: "GBP" });
  const market = marketOf({
    facilities: [named("utrecht"), pounds],
    policy: { rates: { EUR: "1", GBP: "0.5" } },
  });
  const { route } = choose(market, basketOf([wished("softcover-a5", 10)], "NL"));
  const [euro, pound] = route.candidates.map(({ numbers }) => Number(numbers?.products.amount));
  expect([route.facilityId, pound]).toEqual(["utrecht", 2 * (euro ?? 0)]);
});

test("what is changed to EUR and back is the same to a millionth, and what has no rate is not changed", () => {
  const { rates } = Policy.parse({});
  fc.assert(
    fc.property(fc.nat(1e10), fc.constantFrom(...Object.keys(rates)), (micros, currency) => {
      const back = toEuro(fromEuro(micros, currency, rates) ?? 0, currency, rates) ?? 0;
      const unit = Math.max(1, 1 / Number(rates[currency]));
      expect(Math.abs(back - micros)).toBeLessThanOrEqual(unit);
    }),
  );
  expect([toEuro(1, "XPF", rates), fromEuro(1, "XPF", rates)]).toEqual([undefined, undefined]);
});
