import { deliver, type Ledger } from "../order/change.ts";
import type { Mode } from "../order/ids.ts";

/** Orders looked at in one round; the rest waits for the next. */
const perRound = 500;

/** Sends what crashes left unsent: every order whose effects have been pending for longer than a handler takes. */
export async function sweep(ledger: Ledger, { mode, now }: { mode: Mode; now: Date }): Promise<number> {
  const due = await ledger.orders.due("effects", { mode, until: now, limit: perRound });
  for (const ref of due) {
    const order = await ledger.orders.load(ref);
    if (order) await deliver(ledger, order);
  }
  return due.length;
}
