import { createHash } from "node:crypto";
import { productOf } from "../catalogue/products.ts";
import { changeOrder, deliver, type Ledger } from "../order/change.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import type { ShipmentId } from "../order/ids.ts";
import { fileKey } from "../order/keys.ts";
import type { RouteMessage } from "../order/messages.ts";
import { type Item, type Order, refOf } from "../order/order.ts";
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
  readonly shipmentId: ShipmentId;
}

/** Chooses a facility for what is prepared of an order: one for the whole basket if one can, else item by item. */
export async function route(ports: RoutePorts, message: RouteMessage): Promise<void> {
  const { ledger, files } = ports;
  const order = await ledger.orders.load(message);
  if (!order) return;
  const waiting = waitingItems(order);
  if (waiting.length === 0) {
    await deliver(ledger, order);
    return;
  }
  const decisions = decide(order, waiting, { ...(await seen(ports, order.mode)), ids: ledger.ids });
  await Promise.all(decisions.map(({ doc, route }) => files.putJson(doc, route)));
  await changeOrder(ledger, message, (current) => {
    const still = new Set(waitingItems(current).map((item) => item.id));
    const next = decisions.reduce((at, decision) => apply(at, decision, { still, ledger }), current);
    return next === current ? undefined : next;
  });
  await countIn(ports, decisions);
}

async function seen({ facilities, workload, ledger }: RoutePorts, mode: Order["mode"]): Promise<Seen> {
  const all = await facilities.list(mode);
  return { all, load: await loadOf(all, workload, dayOf(ledger)) };
}

/** Counted after the fact and once an item: a crash here makes a facility look less busy by one for a day. */
async function countIn({ workload, ledger }: RoutePorts, decisions: readonly Decision[]): Promise<void> {
  for (const { route, itemIds } of decisions) {
    if (route.facilityId === null) continue;
    for (const itemId of itemIds) await workload.add(route.facilityId, dayOf(ledger), itemId);
  }
}

function dayOf({ clock }: Ledger): string {
  return clock.now().toISOString().slice(0, 10);
}

/** Prepared, not yet routed, and not stopped. */
function waitingItems(order: Order): Item[] {
  return order.items.filter((item) => item.state === "preparing" && item.preparedDoc !== null);
}

function decide(order: Order, items: readonly Item[], at: Seen & { ids: Ledger["ids"] }): Decision[] {
  const together = decision(order, items, at);
  if (together.route.facilityId !== null || items.length === 1) return [together];
  return shareShipments(items.map((item) => decision(order, [item], at)));
}

function decision(
  order: Order,
  items: readonly Item[],
  { all, load, ids }: Seen & { ids: Ledger["ids"] },
): Decision {
  const wishes = items.flatMap(({ productId, quantity }) => {
    const product = productOf(productId);
    return product ? [{ product, quantity }] : [];
  });
  const route = choose(all, { items: wishes, countryCode: order.countryCode }, load);
  const hash = createHash("sha256").update(JSON.stringify(route)).digest("hex");
  const known = order.shipments.find((shipment) => shipment.facilityId === route.facilityId);
  return {
    itemIds: items.map((item) => item.id),
    route,
    doc: fileKey(refOf(order), "doc", hash),
    shipmentId: known?.id ?? ids.next("shp"),
  };
}

/** Items that went to the same facility one by one still travel in one shipment. */
function shareShipments(decisions: readonly Decision[]): Decision[] {
  return decisions.map((each) => {
    const first = decisions.find(({ route }) => route.facilityId === each.route.facilityId) ?? each;
    return { ...each, shipmentId: first.shipmentId };
  });
}

function apply(
  order: Order,
  { itemIds, route: { facilityId, reasons }, doc, shipmentId }: Decision,
  { still, ledger }: { still: ReadonlySet<string>; ledger: Ledger },
): Order {
  const items = itemIds.filter((id) => still.has(id));
  if (items.length === 0) return order;
  if (facilityId === null)
    return items.reduce((at, itemId) => holdItem(at, { itemId, code: "no_facility" }, ledger), order);
  const known = order.shipments.some((shipment) => shipment.id === shipmentId);
  const shipments = known
    ? order.shipments
    : [...order.shipments, { id: shipmentId, facilityId, parcels: [] }];
  return items.reduce(
    (at, itemId) => {
      const edited = editItem(at, itemId, (item) => ({
        ...item,
        facilityId,
        shipmentId,
        reasons,
        routeDoc: doc,
        hold: null,
      }));
      return withRender(
        moveItem(edited, { itemId, to: "routed" }, ledger),
        { itemId, facilityId, reasons },
        ledger,
      );
    },
    { ...order, shipments },
  );
}

function withRender(
  order: Order,
  { itemId, facilityId, reasons }: { itemId: string; facilityId: string; reasons: readonly string[] },
  ledger: Ledger,
): Order {
  const item = order.items.find(({ id }) => id === itemId);
  if (!item) return order;
  const told = withEvent(order, { type: "item.routed", itemId, data: { facilityId, reasons } }, ledger);
  const { id, generation } = item;
  return withEffect(told, { kind: "render", id: effectId(item, "render"), itemId: id, generation });
}
