import * as z from "zod";
import { minorDigits } from "./currencies.ts";

/** ISO 4217, three letters. */
export const Currency = z.string().refine((code) => minorDigits(code) !== undefined, "an ISO 4217 code");
export type Currency = z.infer<typeof Currency>;

/** Decimal string in the currency's own minor units (ISO 4217), e.g. `{ amount: "12.50", currency: "EUR" }`. */
export const Money = z.strictObject({
  amount: z.string().regex(/^-?\d{1,12}(\.\d{1,4})?$/),
  currency: Currency,
});
export type Money = z.infer<typeof Money>;

/** A price of one of many (a page, a gram): up to four decimals, whatever the currency pays in. */
export const UnitPrice = z.string().regex(/^\d{1,9}(\.\d{1,4})?$/);

/** Prices are reckoned in whole millionths of a currency's unit and rounded once, where they become money. */
const microDigits = 6;

/** A decimal string as whole millionths. */
export function microsOf(amount: string): number {
  const [whole = "0", part = ""] = amount.split(".");
  return Number(whole) * 10 ** microDigits + Number(part.padEnd(microDigits, "0"));
}

/** Whole minor units of so many millionths, half away from zero. */
export function minorOf(micros: number, currency: Currency): number {
  return portion(micros, 10 ** digitsIn(currency), 10 ** microDigits);
}

/** Minor units as the API says them. */
export function moneyOf(minor: number, currency: Currency): Money {
  const digits = digitsIn(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const amount = digits === 0 ? whole : `${whole}.${text.slice(-digits)}`;
  return { amount: minor < 0 ? `-${amount}` : amount, currency };
}

/** What `moneyOf` wrote, as whole minor units again. */
export function minorFrom({ amount, currency }: Money): number {
  const size = minorOf(microsOf(amount.replace("-", "")), currency);
  return amount.startsWith("-") ? -size : size;
}

/** `amount` x `part` / `whole` in whole numbers, half away from zero: exact where floats are not. */
export function portion(amount: number, part: number, whole: number): number {
  const product = BigInt(amount) * BigInt(part);
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + BigInt(whole)) / (2n * BigInt(whole));
  return Number(product < 0n ? -rounded : rounded);
}

function digitsIn(currency: Currency): number {
  const digits = minorDigits(currency);
  if (digits === undefined) throw new Error(`${currency} is no currency`);
  return digits;
}
