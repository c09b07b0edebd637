import { microsOf, portion } from "../order/money.ts";
import type { Policy } from "../order/policy.ts";

type Rates = Policy["rates"];

const one = 1_000_000;

/** Millionths of EUR for millionths of a currency; undefined where operators gave no rate. */
export function toEuro(micros: number, currency: string, rates: Rates): number | undefined {
  const rate = rates[currency];
  return rate === undefined ? undefined : portion(micros, one, microsOf(rate));
}

/** Millionths of a currency for millionths of EUR; undefined where operators gave no rate. */
export function fromEuro(micros: number, currency: string, rates: Rates): number | undefined {
  const rate = rates[currency];
  return rate === undefined ? undefined : portion(micros, microsOf(rate), one);
}
