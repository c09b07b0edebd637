import { minorDigits } from "../order/currencies.ts";
import { type Money, portion } from "../order/money.ts";

/** Decimal text in whole minor units: exact, and refused where it is finer than the currency. */
export function minorOf({ amount, currency }: Money): number {
  const digits = minorDigits(currency) ?? 0;
  const [whole = "0", decimals = ""] = amount.replace("-", "").split(".");
  if (/[1-9]/.test(decimals.slice(digits))) throw new RangeError(`${amount} is finer than ${currency}`);
  const minor = Number(whole + decimals.slice(0, digits).padEnd(digits, "0"));
  return amount.startsWith("-") ? -minor : minor;
}

/** Rates are told to the millionth. */
const rateUnit = 1_000_000;

/** A share of an amount in minor units, rounded half away from zero without floating point in between. */
export function shareOf(minor: number, rate: number): number {
  return portion(minor, Math.round(rate * rateUnit), rateUnit);
}
