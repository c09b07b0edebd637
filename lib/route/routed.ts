import type { Ledger } from "../order/change.ts";
import type { ShipmentId } from "../order/ids.ts";
import { type Item, itemOf, type Order } from "../order/order.ts";
import type { KeptLine } from "../order/price.ts";
import type { Route } from "../order/route.ts";
import { editItem, effectId, holdItem, moveItem, withEffect, withEvent } from "../order/transitions.ts";
import type { Part } from "./decide.ts";
import type { Able } from "./merit.ts";
import { isWaiting } from "./to-route.ts";

/** A decision for some items of one order, where all of its candidates are written down, and what it costs. */
export interface Decided extends Pick<Part, "best" | "route"> {
  /** Of the items in their order. */
  readonly places: readonly number[];
  readonly doc: string;
  readonly currency: string;
  readonly lines: readonly KeptLine[];
}

/** The order with a decision carried out for those of its items that still wait; the same order where none do. */
export function withDecision(order: Order, decided: Decided, ledger: Ledger): Order {
  const { places, best, route, doc } = decided;
  const waiting = order.items.filter((item, place) => places.includes(place) && isWaiting(item));
  if (waiting.length === 0) return order;
  if (!best) return waiting.reduce((at, item) => held(at, item, { route, ledger }), order);
  const shipping = withShipment(withPrice(order, decided), best.facility.id, ledger);
  return waiting.reduce((at, item) => withRender(at, item, { best, route, doc, ledger }), shipping);
}

function held(
  order: Order,
  { id: itemId }: Item,
  { route: { reasons }, ledger }: { route: Route; ledger: Ledger },
): Order {
  const on = holdItem(order, { itemId, code: "no_facility" }, ledger);
  const before = itemOf(on, itemId)?.hold;
  if (before?.code !== "no_facility" || before.reasons?.join() === reasons.join()) return on;
  return editItem(on, itemId, (item) => ({ ...item, hold: { ...before, reasons } }));
}

/** What a quote or an earlier routing priced stays as it is: a merchant pays once, wherever it is printed at last. */
function withPrice(order: Order, { currency, lines }: Pick<Decided, "currency" | "lines">): Order {
  const products = lines.filter(({ itemIndex }) => itemIndex !== null && isOwed(order, itemIndex));
  if (products.length === 0) return order;
  const shipping = lines.filter(({ itemIndex }) => itemIndex === null);
  return { ...order, price: { currency, lines: [...(order.price?.lines ?? []), ...products, ...shipping] } };
}

/** Not priced yet, and no reprint that somebody else pays. */
function isOwed({ items, price }: Order, place: number): boolean {
  const payer = items[place]?.reprint?.payer ?? "merchant";
  return payer === "merchant" && !price?.lines.some(({ itemIndex }) => itemIndex === place);
}

/** All items of an order at one facility travel in one shipment, also those routed at different times. */
function withShipment(order: Order, facilityId: string, { ids }: Ledger): Order {
  if (shipmentTo(order, facilityId)) return order;
  const shipment = { id: ids.next("shp"), facilityId, parcels: [] };
  return { ...order, shipments: [...order.shipments, shipment] };
}

function shipmentTo({ shipments }: Order, facilityId: string): ShipmentId | undefined {
  return shipments.find((shipment) => shipment.facilityId === facilityId)?.id;
}

interface Rendering extends Pick<Decided, "route" | "doc"> {
  readonly best: Able;
  readonly ledger: Ledger;
}

function withRender(order: Order, { id: itemId }: Item, { best, route, doc, ledger }: Rendering): Order {
  const facilityId = best.facility.id;
  const { reasons } = route;
  const { shipBy } = best.numbers;
  const chosen = { facilityId, shipmentId: shipmentTo(order, facilityId) ?? null, reasons, shipBy };
  const edited = editItem(order, itemId, (item) => ({ ...item, ...chosen, routeDoc: doc, hold: null }));
  const moved = moveItem(edited, { itemId, to: "routed" }, ledger);
  const item = itemOf(moved, itemId);
  if (!item) return order;
  const told = withEvent(moved, { ...wordOf(item, reasons), itemId }, ledger);
  const { generation } = item;
  return withEffect(told, { kind: "render", id: effectId(item, "render"), itemId: item.id, generation });
}

function wordOf({ generation, facilityId, tried }: Item, reasons: readonly string[]) {
  if (generation === 1) return { type: "item.routed" as const, data: { facilityId, reasons } };
  const data = { facilityId, from: tried.at(-1) ?? null, to: facilityId, generation, reasons };
  return { type: "item.rerouted" as const, data };
}
