import fc from "fast-check";
import { expect, test } from "vitest";
import { minorDigits } from "../../lib/order/currencies.ts";
import { Money, microsOf, minorFrom, minorOf, moneyOf, portion } from "../../lib/order/money.ts";

test("digits are ISO 4217's, also where Intl says otherwise", () => {
  const codes = ["EUR", "JPY", "KWD", "HUF", "IDR", "COP", "CLF", "ISK"];
  expect(codes.map(minorDigits)).toEqual([2, 0, 3, 2, 2, 2, 4, 0]);
  const intl = (currency: string) =>
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  expect(["HUF", "IDR", "COP"].map(intl)).not.toEqual([2, 2, 2]);
  expect(Money.safeParse({ amount: "1.00", currency: "XXA" }).success).toBe(false);
});

test("money is written in its currency's own digits", () => {
  expect(moneyOf(5, "EUR").amount).toBe("0.05");
  expect(moneyOf(-1250, "EUR").amount).toBe("-12.50");
  expect(moneyOf(1250, "JPY").amount).toBe("1250");
  expect(moneyOf(1, "KWD").amount).toBe("0.001");
});

const currency = fc.constantFrom("EUR", "JPY", "KWD", "HUF", "CLF");

test("what was written is read as the same minor units, and obeys the schema", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), currency, (minor, code) => {
      const money = Money.parse(moneyOf(minor, code));
      expect(minorFrom(money)).toBe(minor === 0 ? 0 : minor);
    }),
  );
});

test("decimal strings are whole millionths, and a half unit is rounded away from zero", () => {
  expect([microsOf("1.005"), microsOf("0.0001"), microsOf("12")]).toEqual([1_005_000, 100, 12_000_000]);
  expect([minorOf(1_005_000, "EUR"), minorOf(-1_005_000, "EUR"), minorOf(500_000, "JPY")]).toEqual([
    101, -101, 1,
  ]);
});

test("a portion is at most half a unit from exact, and the same from both sides of zero", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e11 }),
      fc.nat(20_000),
      fc.integer({ min: 1, max: 1e6 }),
      (...drawn) => {
        const [amount, part, whole] = drawn;
        const got = portion(amount, part, whole);
        const off = 2n * (BigInt(amount) * BigInt(part) - BigInt(got) * BigInt(whole));
        expect(off <= BigInt(whole) && off >= -BigInt(whole)).toBe(true);
        expect(portion(-amount, part, whole)).toBe(got === 0 ? 0 : -got);
      },
    ),
  );
});
