import { Money } from "../order/money.ts";

/** Currencies whose minor unit is not a hundredth, by ISO 4217. Intl knows others: it shows HUF without any. */
const digits: Readonly<Record<string, number>> = Object.fromEntries([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    .split(" ")
    .map((code) => [code, 0]),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3]),
  ..."CLF UYW".split(" ").map((code) => [code, 4]),
]);

/** How many decimals amounts of a currency have. */
export function digitsOf(currency: string): number {
  return digits[currency] ?? 2;
}

/** Decimal text in whole minor units: exact, and refused where it is finer than the currency. */
export function minorOf({ amount, currency }: Money): number {
  const places = digitsOf(currency);
  const [whole = "0", decimals = ""] = amount.replace("-", "").split(".");
  if (/[1-9]/.test(decimals.slice(places))) throw new RangeError(`${amount} is finer than ${currency}`);
  const minor = Number(whole + decimals.slice(0, places).padEnd(places, "0"));
  return amount.startsWith("-") ? -minor : minor;
}

/** Minor units as money, with all of the currency's decimals. */
export function moneyOf(minor: number, currency: string): Money {
  const places = digitsOf(currency);
  const text = String(Math.abs(minor)).padStart(places + 1, "0");
  const whole = text.slice(0, text.length - places);
  const amount = places === 0 ? whole : `${whole}.${text.slice(-places)}`;
  return Money.parse({ amount: minor < 0 ? `-${amount}` : amount, currency });
}

/** Rates are told to the millionth. */
const rateUnit = 1_000_000n;

/** A share of an amount in minor units, rounded half away from zero without floating point in between. */
export function shareOf(minor: number, rate: number): number {
  const exact = BigInt(Math.abs(minor)) * BigInt(Math.round(rate * Number(rateUnit)));
  const rounded = Number((exact + rateUnit / 2n) / rateUnit);
  return minor < 0 ? -rounded : rounded;
}
