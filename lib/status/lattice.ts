import { type Item, itemOf, type Order } from "../order/order.ts";
import { Parcel, type ReportWord, type Status } from "../order/report.ts";
import { type ItemState, itemStates, moves } from "../order/states.ts";
import { editItem, failItem, holdItem, moveItem, type Stamp, withEvent } from "../order/transitions.ts";

type Moving = Extract<ReportWord, ItemState>;

/** Words that move an item are named as the state they stand for; the others only leave a mark. */
function stateOf(word: ReportWord): Moving | undefined {
  return word === "refused" || word === "recalled" || word === "recall_denied" ? undefined : word;
}

interface Read {
  readonly itemId: string;
  readonly status: Status;
}

/**
 * Applies one status of the item's current generation; undefined when it adds nothing. The state is the maximum of what
 * was reported and marks are only ever set, so any order and any duplicates of the same reports end the same.
 */
export function applyStatus(order: Order, { itemId, status }: Read, stamp: Stamp): Order | undefined {
  const before = itemOf(order, itemId);
  if (!before || before.state === "cancelled" || before.generation !== status.generation) return undefined;
  const marked = editItem(order, itemId, (item) => ({ ...item, reported: mark(item, status) }));
  const shipped = withParcels(marked, before, status.parcels ?? []);
  const held = hold(advance(shipped, { itemId, status }, stamp), itemId, stamp);
  return sameItem(order, held, itemId) ? undefined : held;
}

function mark({ reported }: Item, { status }: Status): Item["reported"] {
  return {
    failed: reported.failed || status === "failed",
    refused: reported.refused || status === "refused",
    gone: reported.gone || status === "shipped" || status === "delivered",
  };
}

/** Moves on only when the word is higher than the state and the table of moves knows the way. */
function advance(order: Order, { itemId, status }: Read, stamp: Stamp): Order {
  const to = stateOf(status.status);
  const from = itemOf(order, itemId)?.state;
  if (!to || !from || rank(to) <= rank(from) || !moves[from].includes(to)) return order;
  if (to === "failed") return failItem(order, { itemId, failure: failureOf(status) }, stamp);
  const moved = moveItem(order, { itemId, to }, stamp);
  // A failure that a parcel contradicts is told by the hold, whichever of the two was heard first.
  const cleared = editItem(moved, itemId, (item) => ({ ...item, failure: null }));
  return withEvent(cleared, { type: `item.${to}`, itemId, data: {} }, stamp);
}

/** Order of the words: a reported failure outranks printing, a parcel that left outranks the failure. */
function rank(state: ItemState): number {
  return state === "failed" ? itemStates.indexOf("printed") + 0.5 : itemStates.indexOf(state);
}

function failureOf({ reason }: Status): { code: string; detail: string } {
  return {
    code: "facility_failed",
    detail: `The facility reported a failure: ${reason ?? "no reason given"}.`,
  };
}

/** True when words of the item's generation contradict each other. */
export function isContradictory({ reported: { failed, refused, gone }, state }: Item): boolean {
  return (failed && gone) || (refused && rank(state) > rank("queued"));
}

/** Words that contradict each other hold the item, whichever came first. */
function hold(order: Order, itemId: string, stamp: Stamp): Order {
  const item = itemOf(order, itemId);
  if (!item) return order;
  if (isContradictory(item)) {
    const cleared =
      item.hold?.code === "refused" ? editItem(order, itemId, (held) => ({ ...held, hold: null })) : order;
    return holdItem(cleared, { itemId, code: "contradictory_reports" }, stamp);
  }
  return item.reported.refused ? holdItem(order, { itemId, code: "refused" }, stamp) : order;
}

function withParcels(order: Order, item: Item, parcels: readonly Parcel[]): Order {
  if (parcels.length === 0) return order;
  const shipments = order.shipments.map((shipment) =>
    shipment.id === item.shipmentId ? { ...shipment, parcels: merged(shipment.parcels, parcels) } : shipment,
  );
  return { ...order, shipments };
}

/** Most bytes of a shipment's parcels, some hundred of them: facilities must not outgrow an order's row. */
const maxParcelBytes = 20_000;

/** A parcel is the same when carrier and tracking are. Sorted, the longer of two, and the first that fit: arrival leaves no trace. */
function merged(known: readonly Parcel[], more: readonly Parcel[]): Parcel[] {
  const texts = new Map<string, string>();
  for (const parcel of [...known, ...more]) {
    const name = `${parcel.carrier}\n${parcel.tracking}`;
    texts.set(name, greater(JSON.stringify(parcel), texts.get(name) ?? ""));
  }
  return fitting([...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text));
}

function greater(a: string, b: string): string {
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}

function fitting(texts: readonly string[]): Parcel[] {
  let bytes = 0;
  const kept: Parcel[] = [];
  for (const text of texts) {
    bytes += Buffer.byteLength(text);
    if (bytes > maxParcelBytes) break;
    kept.push(Parcel.parse(JSON.parse(text)));
  }
  return kept;
}

function sameItem(before: Order, after: Order, itemId: string): boolean {
  const core = (order: Order) => JSON.stringify([itemOf(order, itemId), order.shipments, order.sequence]);
  return core(before) === core(after);
}
