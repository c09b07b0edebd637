import type { OrderRef } from "./keys.ts";
import type { Attention, DueWindow, Orders } from "./ports.ts";

const pageOrders = 200;
/** Most pages of one round; what is left is due in the next. */
const maxPages = 10;
/** Orders worked on at the same time. */
const atOnce = 10;

/** Which orders a round looks at. */
export interface DueNow extends Pick<DueWindow, "mode" | "until"> {
  readonly kind: Attention;
}

/**
 * Works every order that is due and answers how many there were. One that fails keeps no other waiting: all failures
 * are thrown together at the end.
 */
export async function eachDue(
  orders: Orders,
  { kind, ...window }: DueNow,
  work: (ref: OrderRef) => Promise<void>,
): Promise<number> {
  const faults: unknown[] = [];
  let found = 0;
  let after: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const due = await orders.due(kind, { ...window, limit: pageOrders, after });
    found += due.length;
    faults.push(...(await faultsOf(due, work)));
    after = due.at(-1)?.place;
    if (due.length === 0) break;
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} of ${found} orders failed`);
  return found;
}

/** Works all of them, some at once, and answers what they threw. */
export async function faultsOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (let start = 0; start < all.length; start += atOnce) {
    const ended = await Promise.allSettled(all.slice(start, start + atOnce).map(work));
    faults.push(...ended.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : [])));
  }
  return faults;
}
