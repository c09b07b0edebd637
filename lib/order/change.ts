import { attentionOf } from "./attention.ts";
import { Rejected, Unavailable, Unsent } from "./errors.ts";
import type { OrderRef } from "./keys.ts";
import { messageOf } from "./messages.ts";
import { type Effect, type Order, refOf } from "./order.ts";
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

/** `decide` answers undefined when there is nothing to do. */
export type Decide = (order: Order) => Order | undefined;

/**
 * Loads the order, applies `decide`, stores the result if nobody was first (else again), then sends its effects. Where
 * nothing is to do, effects that a crash left are sent all the same. Throws Rejected `not_found` without such an order.
 */
export async function changeOrder(ledger: Ledger, ref: OrderRef, decide: Decide): Promise<Order> {
  const { before, after } = await changed(ledger, ref, decide);
  return before === after ? deliverLate(ledger, after) : deliver(ledger, after, fresh(before, after));
}

/** Stores a change as `changeOrder` does; an answer does not wait for its effects, which the sweeper sends at the latest. */
export async function recordChange(ledger: Ledger, ref: OrderRef, decide: Decide): Promise<Order> {
  const { before, after } = await changed(ledger, ref, decide);
  return before === after ? after : deliver(ledger, after, fresh(before, after)).catch(() => after);
}

/** Sends effects of the order, all that are pending unless told which, and clears what was taken. */
export async function deliver(ledger: Ledger, order: Order, effects = order.effects): Promise<Order> {
  if (effects.length === 0) return order;
  const parcels = effects.map((effect) => messageOf(order, effect));
  try {
    return await cleared(ledger, order, await ledger.outbox.send(parcels));
  } catch (error) {
    if (error instanceof Unsent) await cleared(ledger, order, error.taken);
    throw error;
  }
}

/** Sends what is pending for longer than its own handler takes; younger effects are being sent by who made them. */
export async function deliverLate(ledger: Ledger, order: Order): Promise<Order> {
  const attention = attentionOf(order);
  const late = attention?.kind === "effects" && Date.parse(attention.at) <= ledger.clock.now().getTime();
  return late ? deliver(ledger, order) : order;
}

/** What this change added, and all events: readers want them in order, so none is sent before an earlier one. */
function fresh(before: Order, after: Order): Effect[] {
  const known = new Set(before.effects.map((effect) => effect.id));
  return after.effects.filter((effect) => effect.kind === "event" || !known.has(effect.id));
}

async function cleared({ orders }: Ledger, order: Order, sent: readonly string[]): Promise<Order> {
  if (sent.length === 0) return order;
  const taken = new Set(sent);
  const { after } = await optimistically(orders, refOf(order), (current) => {
    const effects = current.effects.filter((effect) => !taken.has(effect.id));
    if (effects.length === current.effects.length) return undefined;
    return { ...current, effects, version: current.version + 1 };
  });
  return after;
}

/** Before and after are the same object when nothing was to do. */
interface Change {
  readonly before: Order;
  readonly after: Order;
}

function changed(ledger: Ledger, ref: OrderRef, decide: Decide): Promise<Change> {
  return optimistically(ledger.orders, ref, (order) => {
    const next = decide(order);
    return next && stamped(ledger, order, orderEvents(order, next, ledger));
  });
}

async function optimistically(orders: Orders, ref: OrderRef, decide: Decide): Promise<Change> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const before = await orders.load(ref);
    if (!before) throw new Rejected("not_found", `There is no order ${ref.orderId}.`);
    const after = decide(before);
    if (!after) return { before, after: before };
    if (await orders.save(after)) return { before, after };
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** attempt)));
  }
  throw new Unavailable(`order ${ref.orderId} was changed by others ${maxAttempts} times in a row`);
}

function stamped({ clock }: Ledger, before: Order, after: Order): Order {
  const updatedAt = clock.now().toISOString();
  const restedAt = isAtRest(after) ? (before.restedAt ?? updatedAt) : null;
  return { ...after, version: before.version + 1, updatedAt, restedAt };
}
