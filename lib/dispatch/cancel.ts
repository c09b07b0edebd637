import { type Ledger, recordChange } from "../order/change.ts";
import { Rejected, Unavailable } from "../order/errors.ts";
import { claimKey, type OrderRef } from "../order/keys.ts";
import { type Item, itemOf, type Order, refTo } from "../order/order.ts";
import type { Owner, Tickets } from "../order/ports.ts";
import { isCancellable, presentOrder } from "../order/present.ts";
import type { CancelRequest } from "../order/requests.ts";
import type { ItemState } from "../order/states.ts";
import { platformClientId } from "../order/ticket.ts";
import { effectId, moveItem, routedOn, withEffect, withEvent } from "../order/transitions.ts";
import type { OrderView } from "../order/views.ts";

export interface CancelPorts {
  readonly ledger: Ledger;
  readonly tickets: Tickets;
}

/** Looks at an order that moves while it is cancelled; each look wins the claims that the last one lacked. */
const maxLooks = 5;

/**
 * Cancels the named items, or all. What has a facility is revoked first by winning its ticket's claim, laid or not. What
 * could be revoked is cancelled; where a facility was first, Rejected `too_late` with the state.
 */
export async function cancel(
  ports: CancelPorts,
  { id, ...owner }: Owner & { id: string },
  request: CancelRequest,
): Promise<OrderView> {
  const ref = refTo(owner, id);
  const won = new Set<string>();
  for (let look = 0; look < maxLooks; look++) {
    const order = await ports.ledger.orders.load(ref);
    if (!order) throw new Rejected("not_found", `There is no order ${ref.orderId}.`, { given: ref.orderId });
    const wanted = wantedItems(order, request);
    const changed = wanted.length === 0 ? order : await cancelWanted(ports, ref, { wanted, won });
    if (wanted.every(({ item }) => itemOf(changed, item.id)?.state === "cancelled"))
      return presentOrder(changed);
  }
  throw new Unavailable(`order ${ref.orderId} moves too fast to be cancelled`);
}

/** Cancels what can be and throws `too_late` for the first that can not; what moved meanwhile is left for another look. */
async function cancelWanted(
  ports: CancelPorts,
  ref: OrderRef,
  { wanted, won }: { wanted: readonly Wanted[]; won: Set<string> },
): Promise<Order> {
  const lost = await revokeAll(ports, wanted, won);
  const ids = new Set(wanted.map(({ item }) => item.id));
  const changed = await recordChange(ports.ledger, ref, (current) =>
    cancelAll(current, { ids, won }, ports.ledger),
  );
  if (lost) throw tooLate("accepted", lost.pointer);
  return changed;
}

/** Cancels what nobody can print any more: no facility knows of it, or its claim was won in this very generation. */
function cancelAll(
  order: Order,
  { ids, won }: { ids: ReadonlySet<string>; won: ReadonlySet<string> },
  ledger: Ledger,
): Order | undefined {
  const items = order.items
    .filter((item) => ids.has(item.id) && isCancellable(item))
    .filter((item) => item.facilityId === null || won.has(claimOf(item)));
  if (items.length === 0) return undefined;
  const next = items.reduce((at, item) => cancelled(at, item, ledger), order);
  // Others may have waited for one of these to be prepared.
  return items.some(({ preparedDoc }) => preparedDoc === null) ? routedOn(next) : next;
}

interface Wanted {
  readonly item: Item;
  readonly pointer: string;
}

function wantedItems(order: Order, { items: named }: CancelRequest): Wanted[] {
  const found = named ? namedItems(order, named) : everyItem(order);
  for (const { item, pointer } of found) if (!isCancellable(item)) throw tooLate(item.state, pointer);
  return found;
}

function namedItems(order: Order, named: readonly { id: string }[]): Wanted[] {
  return named.flatMap(({ id }, place) => {
    const pointer = `/items/${place}/id`;
    const item = itemOf(order, id);
    if (!item) throw new Rejected("not_found", `The order has no item ${id}.`, { pointer, given: id });
    return item.state === "cancelled" ? [] : [{ item, pointer }];
  });
}

/** All that is left of the order: what failed needs no cancelling. */
function everyItem({ items }: Order): Wanted[] {
  const left = items.filter(({ state }) => state !== "cancelled" && state !== "failed");
  if (left.length === 0 && items.every(({ state }) => state === "failed")) throw tooLate("failed", "");
  return left.map((item) => ({ item, pointer: "" }));
}

/** Adds the claims that we win to `won`, and answers the first item whose facility was faster. */
async function revokeAll(
  ports: CancelPorts,
  wanted: readonly Wanted[],
  won: Set<string>,
): Promise<Wanted | undefined> {
  const outcomes = await Promise.all(wanted.map(({ item }) => revoke(ports, item)));
  for (const [place, { item }] of wanted.entries()) if (outcomes[place]) won.add(claimOf(item));
  return wanted.find((_, place) => !outcomes[place]);
}

/** A ticket may lie in the facility's prefix before the row says queued; a claim without a ticket hurts nobody. */
async function revoke({ ledger, tickets }: CancelPorts, item: Item): Promise<boolean> {
  if (item.facilityId === null) return true;
  const at = ledger.clock.now().toISOString();
  const ours = { clientId: platformClientId, claimId: `revoked-${item.id}-${item.generation}`, at };
  const winner = await tickets.claim(claimKey(item.facilityId, item.ticketId, item.generation), ours);
  return winner.clientId === platformClientId;
}

function claimOf({ id, facilityId, generation }: Item): string {
  return `${id}/${facilityId}/${generation}`;
}

function cancelled(order: Order, item: Item, ledger: Ledger): Order {
  const { id: itemId, generation, ticketId, facilityId } = item;
  const moved = moveItem(order, { itemId, to: "cancelled" }, ledger);
  const told = withEvent(moved, { type: "item.cancelled", itemId, data: {} }, ledger);
  if (item.state !== "queued" || facilityId === null) return told;
  return withEffect(told, {
    kind: "recall",
    id: effectId(item, "recall"),
    itemId,
    generation,
    ticketId,
    facilityId,
  });
}

function tooLate(state: ItemState, pointer: string): Rejected {
  return new Rejected("too_late", `The item is ${state} already.`, {
    pointer,
    given: state,
    wanted: "an item that no facility has accepted",
  });
}
