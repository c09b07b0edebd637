import { createHash } from "node:crypto";
import { productOf } from "../catalogue/products.ts";
import { changeOrder, deliverLate, type Ledger } from "../order/change.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import type { ShipmentId } from "../order/ids.ts";
import { fileKey } from "../order/keys.ts";
import type { RouteMessage } from "../order/messages.ts";
import { type Item, itemOf, type Order, refOf } from "../order/order.ts";
import type { Facilities, Files, Workload } from "../order/ports.ts";
import type { Route } from "../order/route.ts";
import { editItem, effectId, holdItem, moveItem, withEffect, withEvent } from "../order/transitions.ts";
import { choose, type Load } from "./choose.ts";
import { loadOf } from "./load.ts";

export interface RoutePorts {
  readonly ledger: Ledger;
  readonly files: Files;
  readonly facilities: Facilities;
  readonly workload: Workload;
}

/** What the router sees of the world: facilities and what each was given today. */
interface Seen {
  readonly all: readonly EnrolledFacility[];
  readonly load: Load;
}

/** A decision for some items of one order, and where all of its candidates are written down. */
interface Decision {
  readonly itemIds: readonly string[];
  readonly route: Route;
  readonly doc: string;
}

/** Chooses a facility for what is prepared of an order: one for the whole basket if one can, else item by item. */
export async function route(ports: RoutePorts, message: RouteMessage): Promise<void> {
  const { ledger, files } = ports;
  const order = await ledger.orders.load(message);
  if (!order) return;
  const waiting = waitingItems(order);
  if (waiting.length === 0) {
    await deliverLate(ledger, order);
    return;
  }
  const decisions = decide(order, waiting, await seen(ports, order.mode));
  await Promise.all(decisions.map(({ doc, route }) => files.putJson(doc, route)));
  const routed = await changeOrder(ledger, message, (current) => {
    const still = new Set(waitingItems(current).map((item) => item.id));
    const next = decisions.reduce((at, decision) => apply(at, decision, { still, ledger }), current);
    return next === current ? undefined : next;
  });
  const decided = new Set(waiting.map((item) => item.id));
  await countIn(
    ports,
    routed.items.filter(({ id }) => decided.has(id)),
  );
}

async function seen({ facilities, workload, ledger }: RoutePorts, mode: Order["mode"]): Promise<Seen> {
  const all = await facilities.list(mode);
  return { all, load: await loadOf(all, workload, dayOf(ledger)) };
}

/** Counted after the fact and once an item: a crash here makes a facility look less busy by one for a day. */
async function countIn({ workload, ledger }: RoutePorts, items: readonly Item[]): Promise<void> {
  for (const { id, facilityId } of items) {
    if (facilityId !== null) await workload.add(facilityId, dayOf(ledger), id);
  }
}

function dayOf({ clock }: Ledger): string {
  return clock.now().toISOString().slice(0, 10);
}

/** Prepared, not yet routed, and not stopped. */
function waitingItems(order: Order): Item[] {
  return order.items.filter((item) => item.state === "preparing" && item.preparedDoc !== null);
}

function decide(order: Order, items: readonly Item[], at: Seen): Decision[] {
  const together = decision(order, items, at);
  if (together.route.facilityId !== null || items.length === 1) return [together];
  return items.map((item) => decision(order, [item], at));
}

function decision(order: Order, items: readonly Item[], { all, load }: Seen): Decision {
  const wishes = items.flatMap(({ productId, quantity }) => {
    const product = productOf(productId);
    return product ? [{ product, quantity }] : [];
  });
  // Nobody can make what has left the catalogue.
  const makers = wishes.length === items.length ? all : [];
  const route = choose(makers, { items: wishes, countryCode: order.countryCode }, load);
  const hash = createHash("sha256").update(JSON.stringify(route)).digest("hex");
  return { itemIds: items.map((item) => item.id), route, doc: fileKey(refOf(order), "doc", hash) };
}

function apply(
  order: Order,
  { itemIds, route, doc }: Decision,
  { still, ledger }: { still: ReadonlySet<string>; ledger: Ledger },
): Order {
  const { facilityId, reasons } = route;
  const items = itemIds.filter((id) => still.has(id));
  if (items.length === 0) return order;
  if (facilityId === null)
    return items.reduce((at, itemId) => holdItem(at, { itemId, code: "no_facility" }, ledger), order);
  const shipping = withShipment(order, facilityId, ledger);
  return items.reduce(
    (at, itemId) => withRender(at, { itemId, facilityId, reasons: [...reasons], doc }, ledger),
    shipping,
  );
}

/** All items of an order at one facility travel in one shipment, also those routed one by one. */
function withShipment(order: Order, facilityId: string, { ids }: Ledger): Order {
  if (shipmentTo(order, facilityId)) return order;
  const shipment = { id: ids.next("shp"), facilityId, parcels: [] };
  return { ...order, shipments: [...order.shipments, shipment] };
}

function shipmentTo({ shipments }: Order, facilityId: string): ShipmentId | undefined {
  return shipments.find((shipment) => shipment.facilityId === facilityId)?.id;
}

interface Routed {
  readonly itemId: string;
  readonly facilityId: string;
  readonly reasons: string[];
  readonly doc: string;
}

function withRender(order: Order, { itemId, facilityId, reasons, doc }: Routed, ledger: Ledger): Order {
  const shipmentId = shipmentTo(order, facilityId) ?? null;
  const chosen = { facilityId, shipmentId, reasons, routeDoc: doc, hold: null };
  const edited = editItem(order, itemId, (item) => ({ ...item, ...chosen }));
  const moved = moveItem(edited, { itemId, to: "routed" }, ledger);
  const item = itemOf(moved, itemId);
  if (!item) return order;
  const told = withEvent(moved, { type: "item.routed", itemId, data: { facilityId, reasons } }, ledger);
  const { generation } = item;
  return withEffect(told, { kind: "render", id: effectId(item, "render"), itemId: item.id, generation });
}
