import fc from "fast-check";
import { expect, test } from "vitest";
import { taxOn, vatBasisPoints } from "../../lib/price/vat.ts";
import { vatRates } from "../../lib/price/vat-rates.ts";

const today = "2026-11-21";

test("books are taxed less than pictures where a country does so, and from the day it does", () => {
  expect(vatBasisPoints("softcover", "NL", today)).toBe(900);
  expect(vatBasisPoints("softcover", "NL", "2018-12-31")).toBe(600);
  expect(vatBasisPoints("photobook-hardcover", "NL", today)).toBe(2100);
  expect(vatBasisPoints("softcover", "FR", today)).toBe(550);
  expect(vatBasisPoints("softcover", "FI", "2025-12-31")).toBe(1400);
  expect(vatBasisPoints("softcover", "FI", today)).toBe(1350);
  expect(vatBasisPoints("magazine", "IE", today)).toBe(900);
  expect(vatBasisPoints("softcover", "GB", today)).toBe(0);
});

test("countries without VAT of ours pay none", () => {
  for (const country of ["US", "AU", "JP", "ZZ"]) expect(vatBasisPoints("poster", country, today)).toBe(0);
});

test("every country's rows stand in order of their days, with rates that make sense", () => {
  expect(vatRates.size).toBeGreaterThanOrEqual(27 + 5);
  for (const [country, rows] of vatRates) {
    expect(country).toMatch(/^[A-Z]{2}$/);
    expect(rows.map(({ from }) => from)).toEqual(rows.map(({ from }) => from).sort());
    for (const { from, standard, book, periodical } of rows) {
      expect(from).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(standard).toBeGreaterThan(7);
      for (const reduced of [book, periodical]) expect(reduced >= 0 && reduced <= standard).toBe(true);
    }
  }
});

test("tax is whole, at most half a unit from exact, and a half goes up", () => {
  expect([taxOn(50, 900), taxOn(250, 600), taxOn(10, 2500)]).toEqual([5, 15, 3]);
  fc.assert(
    fc.property(fc.nat(1e12), fc.nat(3000), (net, basisPoints) => {
      const tax = taxOn(net, basisPoints);
      const twice = 2n * BigInt(net) * BigInt(basisPoints) - 2n * BigInt(tax) * 10_000n;
      expect(twice >= -10_000n && twice < 10_000n).toBe(true);
    }),
  );
});
