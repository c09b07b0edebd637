import { dueOf } from "./due.ts";
import { copiesIn, type Item, type Order, type Shipment, stateOf } from "./order.ts";
import { type KeptPrice, presentLine, totalsOf } from "./price.ts";
import { type ItemState, isFinal } from "./states.ts";
import type { ItemView, OrderView, ShipmentView } from "./views.ts";

/** Cancelling is possible until the facility's claim. */
const cancellable: ReadonlySet<ItemState> = new Set([
  "received",
  "preparing",
  "routed",
  "rendering",
  "queued",
]);

export function isCancellable(item: Item): boolean {
  return cancellable.has(item.state);
}

/** Printing again is possible while the files are there, for what a facility had in its hands. */
export function isReprintable({ filesDeletedAt }: Order, { state, renderedDoc }: Item): boolean {
  const ended = state === "shipped" || state === "delivered" || state === "failed";
  return ended && renderedDoc !== null && filesDeletedAt === null;
}

/** The order as the API answers it, without what lies in S3 (files, previews, findings). */
export function presentOrder(order: Order): OrderView {
  const open = order.items.some(isCancellable);
  return {
    id: order.id,
    mode: order.mode,
    state: stateOf(order),
    merchantReference: order.merchantReference,
    shippingLevel: order.shippingLevel,
    settlement: order.settlement,
    recipient: order.recipient,
    metadata: order.metadata,
    items: order.items.map(presentItem),
    shipments: order.shipments.map((shipment) => presentShipment(order, shipment)),
    quoteId: order.quoteId,
    price: order.price && presentPrice(order.price, order.items),
    actions: actionsOf(order),
    cancellableUntil: open ? "queued" : null,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    filesDeletedAt: order.filesDeletedAt,
  };
}

function presentPrice(price: KeptPrice, items: readonly Item[]): OrderView["price"] {
  const { currency, lines } = price;
  const due = dueOf(price, (place) => copiesLeft(items[place]));
  return { currency, lines: lines.map((line) => presentLine(line, currency)), totals: totalsOf(price), due };
}

function copiesLeft(item: Item | undefined): number {
  return !item || item.state === "cancelled" || item.state === "failed" ? 0 : item.quantity;
}

function actionsOf(order: Order): OrderView["actions"] {
  return [
    ...(order.items.some(isCancellable) ? (["cancel"] as const) : []),
    ...(order.items.some((item) => isReprintable(order, item)) ? (["reprint"] as const) : []),
  ];
}

function presentShipment({ items: all }: Order, shipment: Shipment): ShipmentView {
  // A reprint counts here as anything that travels.
  const items = all
    .filter(({ shipmentId }) => shipmentId === shipment.id)
    .map(({ reprint: _, ...item }) => item);
  const printed = items.filter(({ state }) => !isFinal(state)).every(({ state }) => state === "printed");
  const state = stateOf({ items });
  return {
    ...shipment,
    state: state === "in_progress" && printed ? "printed" : state,
    items: items.map((item) => ({ itemId: item.id, quantity: item.quantity, shipped: shippedOf(item) })),
  };
}

/** Facilities need not count: what has left as a whole left with all of its copies. */
function shippedOf({ state, quantity, reported }: Item): number {
  const gone = state === "shipped" || state === "delivered";
  return gone ? quantity : Math.min(quantity, copiesIn(reported.shipped));
}

export function presentItem(item: Item): ItemView {
  const { id, productId, quantity, fit, state, pages, hold, failure, facilityId, shipmentId } = item;
  const routed = facilityId !== null && shipmentId !== null;
  return {
    id,
    productId,
    quantity,
    shipped: shippedOf(item),
    reprintOf: item.reprint ?? null,
    fit,
    options: item.options ?? {},
    acceptLowResolution: item.acceptLowResolution ?? false,
    state,
    pages,
    onHold: isFinal(state) ? null : hold,
    error: failure,
    route: routed ? { facilityId, shipmentId, generation: item.generation, reasons: item.reasons } : null,
    files: [],
    previews: [],
    findings: [],
  };
}
