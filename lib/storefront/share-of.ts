import { portion } from "../order/money.ts";

/** Rates are told to the millionth. */
const rateUnit = 1_000_000;

/** A share of an amount in minor units, rounded half away from zero without floating point in between. */
export function shareOf(minor: number, rate: number): number {
  return portion(minor, Math.round(rate * rateUnit), rateUnit);
}
