import * as z from "zod";
import { Currency, Money, moneyOf } from "./money.ts";

/** One line of a price. Tax is rounded on each line, so that lines add up to the totals exactly. */
export const PriceLine = z.strictObject({
  /** `tax`: a charge that is itself a tax, such as duty on import; VAT stands on the line it is owed for. */
  kind: z.enum(["product", "shipping", "tax"]),
  /** Place in the request's items; null for what belongs to no single item. */
  itemIndex: z.int().nonnegative().nullable(),
  description: z.string(),
  quantity: z.int().positive(),
  net: Money,
  /** As a fraction: 0.09 is nine percent. */
  taxRate: z.number().nonnegative(),
  tax: Money,
  gross: Money,
});
export type PriceLine = z.infer<typeof PriceLine>;

/** Sums of the lines. */
export const PriceTotals = z.strictObject({ net: Money, tax: Money, gross: Money });
export type PriceTotals = z.infer<typeof PriceTotals>;

/** A line as rows keep it: net and tax in the currency's minor units. */
export const KeptLine = z.strictObject({
  ...PriceLine.pick({ kind: true, itemIndex: true, description: true, quantity: true, taxRate: true }).shape,
  net: z.int(),
  tax: z.int(),
});
export type KeptLine = z.infer<typeof KeptLine>;

/** What an order costs its merchant: from its quote, or priced as its items were routed. */
export const KeptPrice = z.strictObject({ currency: Currency, lines: z.array(KeptLine) });
export type KeptPrice = z.infer<typeof KeptPrice>;

/** A kept line as the API says it. */
export function presentLine({ net, tax, ...line }: KeptLine, currency: Currency): PriceLine {
  return {
    ...line,
    net: moneyOf(net, currency),
    tax: moneyOf(tax, currency),
    gross: moneyOf(net + tax, currency),
  };
}

export function totalsOf({ lines, currency }: KeptPrice): PriceTotals {
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  return { net: moneyOf(net, currency), tax: moneyOf(tax, currency), gross: moneyOf(net + tax, currency) };
}
