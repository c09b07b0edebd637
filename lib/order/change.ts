import { Rejected, Unavailable } from "./errors.ts";
import type { OrderRef } from "./keys.ts";
import { messageOf } from "./messages.ts";
import type { Order } from "./order.ts";
import type { Clock, Ids, Orders, Outbox } from "./ports.ts";
import { isAtRest, orderEvents } from "./transitions.ts";

/** What every change needs: the rows, the way out, time and ids. */
export interface Ledger {
  readonly orders: Orders;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Most lost races before the message goes back on its queue: 50 items may prepare at once. */
const maxAttempts = 40;

/**
 * Loads the order, applies `decide`, stores the result if nobody was first (else again), then sends its effects.
 * `decide` answers undefined when there is nothing to do; pending effects are sent all the same.
 * Throws Rejected `not_found` when there is no such order.
 */
export async function changeOrder(
  ledger: Ledger,
  ref: OrderRef,
  decide: (order: Order) => Order | undefined,
): Promise<Order> {
  const changed = await optimistically(ledger, ref, (order) => {
    const next = decide(order);
    return next && stamped(ledger, order, orderEvents(order, next, ledger));
  });
  return deliver(ledger, changed);
}

/** Sends what the order has pending, in its order, and clears what was taken; the rest waits for the sweeper. */
export async function deliver(ledger: Ledger, order: Order): Promise<Order> {
  if (order.effects.length === 0) return order;
  const parcels = order.effects.map((effect) => messageOf(order, effect));
  const taken = new Set(await ledger.outbox.send(parcels));
  if (taken.size === 0) return order;
  const ref = { mode: order.mode, merchantId: order.merchantId, orderId: order.id };
  return optimistically(ledger, ref, (current) => {
    const effects = current.effects.filter((effect) => !taken.has(effect.id));
    if (effects.length === current.effects.length) return undefined;
    return { ...current, effects, version: current.version + 1 };
  });
}

async function optimistically(
  { orders }: Ledger,
  ref: OrderRef,
  decide: (order: Order) => Order | undefined,
): Promise<Order> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const order = await orders.load(ref);
    if (!order) throw new Rejected("not_found", `There is no order ${ref.orderId}.`);
    const next = decide(order);
    if (!next) return order;
    if (await orders.save(next)) return next;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** attempt)));
  }
  throw new Unavailable(`order ${ref.orderId} was changed by others ${maxAttempts} times in a row`);
}

function stamped({ clock }: Ledger, before: Order, after: Order): Order {
  const updatedAt = clock.now().toISOString();
  const restedAt = isAtRest(after) ? (before.restedAt ?? updatedAt) : null;
  return { ...after, version: before.version + 1, updatedAt, restedAt };
}
