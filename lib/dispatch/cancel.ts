import { type Ledger, recordChange } from "../order/change.ts";
import { Rejected, Unavailable } from "../order/errors.ts";
import { shrunk } from "../order/generation.ts";
import type { OrderRef } from "../order/keys.ts";
import type { Execution } from "../order/once.ts";
import { type Item, itemOf, type Order, refTo } from "../order/order.ts";
import type { Owner } from "../order/ports.ts";
import { isCancellable, presentOrder } from "../order/present.ts";
import type { CancelRequest } from "../order/requests.ts";
import { type RevokePorts, revoke } from "../order/revoke.ts";
import type { ItemState } from "../order/states.ts";
import { cancelled } from "../order/take-back.ts";
import { editItem, routedOn } from "../order/transitions.ts";
import type { OrderView } from "../order/views.ts";

/** Looks at an order that moves while it is cancelled; each look wins the claims that the last one lacked. */
const maxLooks = 5;

export interface CancelWish extends Owner {
  readonly id: string;
  /** Of the keyed request: taking copies off must not be done again when it is repeated. */
  readonly execution?: Execution | undefined;
}

/**
 * Cancels the named items or some of their copies, or all. What has a facility is revoked first by winning its ticket's
 * claim, laid or not. What could be revoked is cancelled; where a facility was first, Rejected `too_late` with the state.
 */
export async function cancel(
  ports: RevokePorts,
  { id, execution, ...owner }: CancelWish,
  request: CancelRequest,
): Promise<OrderView> {
  const { orders, ids } = ports.ledger;
  const ref = refTo(owner, id);
  const run = execution?.ulid ?? ids.next("evt");
  const won = new Set<string>();
  for (let look = 0; look < maxLooks; look++) {
    const order = await orders.load(ref);
    if (!order) throw new Rejected("not_found", `There is no order ${ref.orderId}.`, { given: ref.orderId });
    const wanted = wantedItems(order, request, run);
    const changed = wanted.length === 0 ? order : await cancelWanted(ports, ref, { wanted, won });
    if (wanted.every((each) => isDone(itemOf(changed, each.item.id), each))) return presentOrder(changed);
  }
  throw new Unavailable(`order ${ref.orderId} moves too fast to be cancelled`);
}

/** What is to end: an item, or some copies of it under a name by which they are taken off once. */
interface Wanted {
  readonly item: Item;
  readonly pointer: string;
  readonly cut?: { readonly name: string; readonly by: number };
}

function isDone(item: Item | undefined, { cut }: Pick<Wanted, "cut">): boolean {
  return item?.state === "cancelled" || (cut !== undefined && item?.cuts?.includes(cut.name) === true);
}

/** Cancels what can be and throws `too_late` for the first that can not; what moved meanwhile is left for another look. */
async function cancelWanted(
  ports: RevokePorts,
  ref: OrderRef,
  { wanted, won }: { wanted: readonly Wanted[]; won: Set<string> },
): Promise<Order> {
  const lost = await revokeAll(ports, wanted, won);
  const changed = await recordChange(ports.ledger, ref, (current) =>
    cancelAll(current, { wanted, won }, ports.ledger),
  );
  if (lost) throw tooLate("accepted", lost.pointer);
  return changed;
}

/** Cancels what nobody can print any more: no facility knows of it, or its claim was won in this very generation. */
function cancelAll(
  order: Order,
  { wanted, won }: { wanted: readonly Wanted[]; won: ReadonlySet<string> },
  ledger: Ledger,
): Order | undefined {
  const next = wanted.reduce((at, each) => {
    const item = itemOf(at, each.item.id);
    if (!item || !isCancellable(item) || isDone(item, each)) return at;
    const ours = item.facilityId === null || won.has(claimOf(item));
    return ours ? ended(at, { ...each, item }, ledger) : at;
  }, order);
  if (next === order) return undefined;
  // Others may have waited for one of these to be prepared.
  return wanted.some(({ item }) => item.preparedDoc === null) ? routedOn(next) : next;
}

/** Most cuts of one item that are remembered; who repeats an older request takes copies off again. */
const keptCuts = 20;

function ended(order: Order, { item, cut }: Wanted, ledger: Ledger): Order {
  if (!cut || cut.by >= item.quantity) return cancelled(order, item, ledger);
  const less = shrunk(order, { item, by: cut.by }, ledger);
  return editItem(less, item.id, ({ cuts = [], ...at }) => ({
    ...at,
    cuts: [...cuts, cut.name].slice(-keptCuts),
  }));
}

function wantedItems(order: Order, { items: named }: CancelRequest, run: string): Wanted[] {
  const found = named ? namedItems(order, named, run) : everyItem(order);
  for (const { item, pointer } of found) if (!isCancellable(item)) throw tooLate(item.state, pointer);
  return found;
}

function namedItems(order: Order, named: NonNullable<CancelRequest["items"]>, run: string): Wanted[] {
  return named.flatMap(({ id, quantity }, place) => {
    const pointer = `/items/${place}/id`;
    const item = itemOf(order, id);
    if (!item) throw new Rejected("not_found", `The order has no item ${id}.`, { pointer, given: id });
    const wanted = { item, pointer, ...(quantity && { cut: { name: `${run}/${place}`, by: quantity } }) };
    if (isDone(item, wanted)) return [];
    if (wanted.cut && wanted.cut.by > item.quantity) throw tooMany(item, wanted.cut.by, place);
    return [wanted];
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
  ports: RevokePorts,
  wanted: readonly Wanted[],
  won: Set<string>,
): Promise<Wanted | undefined> {
  const outcomes = await Promise.all(wanted.map(({ item }) => revoke(ports, item)));
  for (const [place, { item }] of wanted.entries()) if (outcomes[place]) won.add(claimOf(item));
  return wanted.find((_, place) => !outcomes[place]);
}

function claimOf({ id, facilityId, generation }: Item): string {
  return `${id}/${facilityId}/${generation}`;
}

function tooLate(state: ItemState, pointer: string): Rejected {
  return new Rejected("too_late", `The item is ${state} already.`, {
    pointer,
    given: state,
    wanted: "an item that no facility has accepted",
  });
}

function tooMany({ quantity: wanted, id }: Item, given: number, place: number): Rejected {
  const pointer = `/items/${place}/quantity`;
  return new Rejected("invalid_request", `Item ${id} has ${wanted} copies.`, { pointer, given, wanted });
}
