import { changeOrder, type Ledger } from "../order/change.ts";
import { Rejected } from "../order/errors.ts";
import { claimKey } from "../order/keys.ts";
import { type Item, itemOf, type Order, refTo } from "../order/order.ts";
import type { Owner, Tickets } from "../order/ports.ts";
import { isCancellable, presentOrder } from "../order/present.ts";
import type { CancelRequest } from "../order/requests.ts";
import type { ItemState } from "../order/states.ts";
import { platformClientId } from "../order/ticket.ts";
import { effectId, moveItem, withEffect, withEvent } from "../order/transitions.ts";
import type { OrderView } from "../order/views.ts";

export interface CancelPorts {
  readonly ledger: Ledger;
  readonly tickets: Tickets;
}

/**
 * Cancels the named items, or all. A ticket that may lie at a facility is revoked first by winning its claim. What could
 * be revoked is cancelled; where a facility was first, Rejected `too_late` with the state.
 */
export async function cancel(
  ports: CancelPorts,
  { id, ...owner }: Owner & { id: string },
  request: CancelRequest,
): Promise<OrderView> {
  const ref = refTo(owner, id);
  const order = await ports.ledger.orders.load(ref);
  if (!order) throw new Rejected("not_found", `There is no order ${ref.orderId}.`, { given: ref.orderId });
  const wanted = wantedItems(order, request);
  const revoked: string[] = [];
  const late: Rejected[] = [];
  for (const { item, pointer } of wanted) {
    if (await revoke(ports, item)) revoked.push(item.id);
    else late.push(tooLate("accepted", pointer));
  }
  const changed = await changeOrder(ports.ledger, ref, (current) =>
    cancelAll(current, revoked, ports.ledger),
  );
  const [first] = late;
  if (first) throw first;
  return presentOrder(changed);
}

function cancelAll(order: Order, itemIds: readonly string[], ledger: Ledger): Order | undefined {
  const items = itemIds.flatMap((id) => itemOf(order, id) ?? []).filter(isCancellable);
  return items.length === 0 ? undefined : items.reduce((at, item) => cancelled(at, item, ledger), order);
}

interface Wanted {
  readonly item: Item;
  readonly pointer: string;
}

function wantedItems(order: Order, { items }: CancelRequest): Wanted[] {
  const named = items?.map(({ id }, place) => ({ id, pointer: `/items/${place}/id` }));
  const asked = named ?? order.items.map(({ id }) => ({ id, pointer: "" }));
  const found = asked.flatMap(({ id, pointer }) => {
    const item = itemOf(order, id);
    if (!item) throw new Rejected("not_found", `The order has no item ${id}.`, { pointer, given: id });
    return item.state === "cancelled" ? [] : [{ item, pointer }];
  });
  for (const { item, pointer } of found) if (!isCancellable(item)) throw tooLate(item.state, pointer);
  return found;
}

/** A ticket may lie in the facility's prefix from the moment rendering ends, so rendering counts as queued. */
async function revoke({ ledger, tickets }: CancelPorts, item: Item): Promise<boolean> {
  if (item.facilityId === null || (item.state !== "queued" && item.state !== "rendering")) return true;
  const at = ledger.clock.now().toISOString();
  const ours = { clientId: platformClientId, claimId: `revoked-${item.id}-${item.generation}`, at };
  const winner = await tickets.claim(claimKey(item.facilityId, item.ticketId, item.generation), ours);
  return winner.clientId === platformClientId;
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
