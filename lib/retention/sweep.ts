import { deliver, type Ledger } from "../order/change.ts";
import { eachDue } from "../order/each-due.ts";
import type { Mode } from "../order/ids.ts";

/** Sends what crashes left unsent: every order whose effects have been pending for longer than a handler takes. */
export async function sweep(ledger: Ledger, { mode, now }: { mode: Mode; now: Date }): Promise<number> {
  return eachDue(ledger.orders, { kind: "effects", mode, until: now }, async (ref) => {
    const order = await ledger.orders.load(ref);
    if (order) await deliver(ledger, order);
  });
}
