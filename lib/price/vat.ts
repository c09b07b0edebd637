import { portion } from "../order/money.ts";
import { type VatRates, vatRates } from "./vat-rates.ts";

type TaxClass = Exclude<keyof VatRates, "from">;

/** Bound reading matter is taxed as books; photo books are pictures, and pay in full. */
const classes: Readonly<Record<string, TaxClass>> = { softcover: "book", magazine: "periodical" };

/** VAT of one product family delivered to a country on a day (`2026-11-21`), in hundredths of a percent. */
export function vatBasisPoints(family: string, countryCode: string, day: string): number {
  const rows = vatRates.get(countryCode) ?? [];
  const row = rows.findLast(({ from }) => from <= day);
  return row ? Math.round(row[classes[family] ?? "standard"] * 100) : 0;
}

/** Tax on a net amount in minor units, half a unit away from zero. */
export function taxOn(net: number, basisPoints: number): number {
  return portion(net, basisPoints, 10_000);
}
