import type { Due, Dues, StatementOrder } from "../order/dues.ts";
import { type Money, minorFrom, moneyOf } from "../order/money.ts";

/** A facility's month: what shipped, and what it is owed in each currency. */
export interface Statement extends StatementOrder {
  readonly lines: readonly Due[];
  readonly totals: readonly Money[];
}

/** The month-end statement, oldest shipment first. */
export async function statement(dues: Dues, { facilityId, month }: StatementOrder): Promise<Statement> {
  const lines = (await dues.of(facilityId, month)).sort((a, b) => (a.shippedAt < b.shippedAt ? -1 : 1));
  return { facilityId, month, lines, totals: totalsOf(lines) };
}

function totalsOf(lines: readonly Due[]): Money[] {
  const sums = new Map<string, number>();
  for (const { amount } of lines) {
    sums.set(amount.currency, (sums.get(amount.currency) ?? 0) + minorFrom(amount));
  }
  return [...sums].map(([currency, minor]) => moneyOf(minor, currency));
}
