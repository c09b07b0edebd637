import { minorFrom, moneyOf } from "../order/money.ts";
import type { Quote } from "../order/quote.ts";
import type { Coupon, PublicationRequest } from "./requests.ts";
import { shareOf } from "./share-of.ts";
import type { PriceView } from "./views.ts";

/** What the merchant adds and takes off. */
export interface Terms {
  readonly margin: PublicationRequest["margin"];
  readonly coupon: Coupon | undefined;
}

/**
 * What the shopper pays for a quote of one item: the margin and the coupon are the merchant's and before tax, at the
 * rate of the product; every line is rounded once, so that lines add up to the total exactly.
 */
export function priceOf(quote: Quote, { margin, coupon }: Terms): PriceView {
  const { currency, expiresAt } = quote;
  const quantity = quote.items[0]?.quantity ?? 1;
  const of = (kind: Quote["lines"][number]["kind"]) => quote.lines.filter((line) => line.kind === kind);
  const taxRate = of("product")[0]?.taxRate ?? 0;
  const cost = sum(of("product").map(({ net }) => minorFrom(net)));
  const added =
    shareOf(cost, margin.percent / 100) + quantity * minorFrom({ amount: margin.perCopy, currency });
  const off = shareOf(cost + added, (coupon?.percent ?? 0) / 100);
  const full = withTax(cost + added, taxRate);
  const reduced = withTax(cost + added - off, taxRate);
  const shipping = of("shipping");
  const duty = of("tax");
  const gross = (lines: Quote["lines"]) => sum(lines.map((line) => minorFrom(line.gross)));
  const line = (kind: PriceView["lines"][number]["kind"], minor: number) => ({
    kind,
    quantity: kind === "product" ? quantity : 1,
    amount: moneyOf(minor, currency),
  });
  return {
    lines: [
      line("product", full.gross),
      ...(coupon ? [line("discount", reduced.gross - full.gross)] : []),
      line("shipping", gross(shipping)),
      ...(duty.length > 0 ? [line("duty", gross(duty))] : []),
    ],
    total: moneyOf(reduced.gross + gross(shipping) + gross(duty), currency),
    tax: moneyOf(reduced.tax + sum([...shipping, ...duty].map(({ tax }) => minorFrom(tax))), currency),
    taxRate,
    expiresAt,
  };
}

function withTax(net: number, rate: number): { gross: number; tax: number } {
  const tax = shareOf(net, rate);
  return { gross: net + tax, tax };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
