import type { Item, Order } from "./order.ts";
import { type ItemState, isFinal, orderState } from "./states.ts";
import type { ItemView, OrderView } from "./views.ts";

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

/** The order as the API answers it, without what lies in S3 (files, previews, findings). */
export function presentOrder(order: Order): OrderView {
  const open = order.items.some(isCancellable);
  return {
    id: order.id,
    mode: order.mode,
    state: orderState(order.items.map((item) => item.state)),
    merchantReference: order.merchantReference,
    shippingLevel: order.shippingLevel,
    settlement: order.settlement,
    recipient: order.recipient,
    metadata: order.metadata,
    items: order.items.map(presentItem),
    shipments: order.shipments,
    actions: open ? ["cancel"] : [],
    cancellableUntil: open ? "queued" : null,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    filesDeletedAt: order.filesDeletedAt,
  };
}

function presentItem(item: Item): ItemView {
  const { id, productId, quantity, fit, state, pages, hold, failure, facilityId, shipmentId } = item;
  const routed = facilityId !== null && shipmentId !== null;
  return {
    id,
    productId,
    quantity,
    fit,
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
