import type { Event, EventType } from "./event.ts";
import { type Effect, type Failure, type Item, type Order, stateOf } from "./order.ts";
import type { Clock, Ids } from "./ports.ts";
import { shown } from "./shown.ts";
import { type ItemState, isFinal, moves } from "./states.ts";

/** Time and ids of a change. */
export interface Stamp {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** How long an item may stay in a state before the watchdog looks, in minutes. */
const patienceMinutes: Partial<Record<ItemState, number>> = {
  received: 15,
  preparing: 30,
  routed: 15,
  rendering: 60,
  queued: 24 * 60,
  accepted: 3 * 24 * 60,
  printing: 3 * 24 * 60,
  printed: 3 * 24 * 60,
};

/** Replaces one item by what `edit` makes of it. */
export function editItem(order: Order, itemId: string, edit: (item: Item) => Item): Order {
  return { ...order, items: order.items.map((item) => (item.id === itemId ? edit(item) : item)) };
}

/** What the watchdog or the undertaker saw is over when the item moves on. */
const passing: ReadonlySet<string> = new Set(["stuck", "no_facility", "reroutes_exhausted"]);

/** Moves an item to a state the table of moves allows, with a fresh deadline; throws on any other (a bug of ours). */
export function moveItem(
  order: Order,
  { itemId, to }: { itemId: string; to: ItemState },
  stamp: Stamp,
): Order {
  return editItem(order, itemId, (item) => {
    if (!moves[item.state].includes(to))
      throw new Error(`item ${itemId} cannot go from ${item.state} to ${to}`);
    const hold = item.hold && passing.has(item.hold.code) ? null : item.hold;
    return { ...item, state: to, hold, deadline: deadlineOf(to, stamp.clock.now()) };
  });
}

/** Records the item's failure for good: the order's own fault, or a facility's report. */
export function failItem(order: Order, failing: { itemId: string; failure: Failure }, stamp: Stamp): Order {
  const { itemId, failure } = failing;
  const moved = moveItem(order, { itemId, to: "failed" }, stamp);
  const failed = editItem(moved, itemId, (item) => ({ ...item, failure: kept(failure) }));
  return withEvent(failed, { type: "item.failed", itemId, data: { code: failure.code } }, stamp);
}

/** Rows are small: of long values only the beginning is kept. */
export function kept({ given, wanted, detail, ...failure }: Failure): Failure {
  return {
    ...failure,
    detail: detail.slice(0, maxDetail).toWellFormed(),
    ...(given !== undefined && { given: shown(given) }),
    ...(wanted !== undefined && { wanted: shown(wanted) }),
  };
}

/** Characters of a failure's explanation. */
const maxDetail = 400;

/** Puts the item on hold and says so; a hold that is there already stays as it is. */
export function holdItem(order: Order, held: { itemId: string; code: string }, stamp: Stamp): Order {
  const before = order.items.find((item) => item.id === held.itemId);
  if (!before || before.hold) return order;
  const hold = { code: held.code, since: stamp.clock.now().toISOString() };
  const next = editItem(order, held.itemId, (item) => ({ ...item, hold }));
  return withEvent(next, { type: "item.on_hold", itemId: held.itemId, data: { code: held.code } }, stamp);
}

export function withEffect(order: Order, effect: Effect): Order {
  return { ...order, effects: [...order.effects, effect] };
}

/** Adds an event with the order's next sequence number. */
export function withEvent(
  order: Order,
  what: { type: EventType; itemId: Event["itemId"] | string; data: Record<string, unknown> },
  { clock, ids }: Stamp,
): Order {
  const sequence = order.sequence + 1;
  const event: Event = {
    id: ids.next("evt"),
    type: what.type,
    mode: order.mode,
    orderId: order.id,
    itemId: order.items.find((item) => item.id === what.itemId)?.id ?? null,
    sequence,
    occurredAt: clock.now().toISOString(),
    data: what.data,
  };
  const effect: Effect = { kind: "event", id: `${order.id}:event:${sequence}`, event };
  return withEffect({ ...order, sequence }, effect);
}

/** Adds `order.*` when the items' states add up to another state of the order than before. */
export function orderEvents(before: Order, after: Order, stamp: Stamp): Order {
  const state = stateOf(after);
  return state === stateOf(before)
    ? after
    : withEvent(after, { type: `order.${state}`, itemId: null, data: {} }, stamp);
}

/** Sends the order on to routing once everything is prepared or ended: one facility for all of it is sought first. */
export function routedOn(order: Order): Order {
  const unprepared = order.items.filter(({ preparedDoc }) => preparedDoc === null);
  if (unprepared.some(({ state }) => state === "received" || state === "preparing")) return order;
  const ready = order.items.filter(({ state, preparedDoc }) => state === "preparing" && preparedDoc !== null);
  if (ready.length === 0) return order;
  const generation = Math.max(...ready.map((item) => item.generation));
  return withEffect(order, { kind: "route", id: `${order.id}:route:${generation}`, generation });
}

/** Derived, never random: the same effect of the same item and generation has the same id for ever. */
export function effectId(item: Pick<Item, "id" | "generation">, kind: string): string {
  return `${item.id}:${kind}:${item.generation}`;
}

/** True when nothing of the order is under way any more. */
export function isAtRest(order: Order): boolean {
  return order.items.every((item) => isFinal(item.state));
}

export function deadlineOf(state: ItemState, now: Date): string | null {
  const minutes = patienceMinutes[state];
  return minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000).toISOString();
}
