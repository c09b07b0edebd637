import { createHash } from "node:crypto";
import { changeOrder, deliverLate, type Ledger } from "../order/change.ts";
import { fileKey } from "../order/keys.ts";
import type { RouteMessage } from "../order/messages.ts";
import { type Item, type Order, refOf } from "../order/order.ts";
import type { Files } from "../order/ports.ts";
import type { Route } from "../order/route.ts";
import type { Quotes } from "../order/routing-ports.ts";
import { decide } from "./decide.ts";
import { type MarketPorts, marketOf } from "./market.ts";
import { isTaken, linesOfPart } from "./price-parts.ts";
import { quotedOtherwise } from "./quoted.ts";
import { type Decided, withDecision } from "./routed.ts";
import { type Group, groupsOf, isWaiting } from "./to-route.ts";

export interface RoutePorts extends MarketPorts {
  readonly ledger: Ledger;
  readonly files: Files;
  readonly quotes: Quotes;
}

/** Of orders without a quote. */
const usualCurrency = "EUR";

/** Chooses facilities for what is prepared of an order: one for the whole basket if one can, else as few as can. */
export async function route(ports: RoutePorts, message: RouteMessage): Promise<void> {
  const { ledger, files } = ports;
  const order = await ledger.orders.load(message);
  if (!order) return;
  if (!order.items.some(isWaiting)) {
    await deliverLate(ledger, order);
    return;
  }
  const quote = order.quoteId === null ? undefined : await ports.quotes.get(order, order.quoteId);
  const decisions = await decided(ports, order, groupsOf(order, quote));
  await Promise.all(decisions.map(({ doc, route }) => files.putJson(doc, route)));
  const routed = await changeOrder(ledger, message, (current) => {
    const checked = quote ? quotedOtherwise(current, quote, ledger) : current;
    const next = decisions.reduce((at, decision) => withDecision(at, decision, ledger), checked);
    return next === current ? undefined : next;
  });
  const before = new Set(order.items.filter(isWaiting).map(({ id }) => id));
  await countIn(
    ports,
    routed.items.filter(({ id }) => before.has(id)),
  );
}

async function decided(ports: RoutePorts, order: Order, groups: readonly Group[]): Promise<Decided[]> {
  const at = ports.ledger.clock.now();
  const items = groups.flatMap((group) => group.items);
  const market = await marketOf(ports, { mode: order.mode, at, items });
  const currency = order.price?.currency ?? usualCurrency;
  const { countryCode, shippingLevel: level, merchantId, id: seed } = order;
  const selling = { currency, level, countryCode, day: at.toISOString().slice(0, 10), policy: market.policy };
  const parts = groups.flatMap((group) =>
    decide(market, { ...group, countryCode, level, at, merchantId, seed }),
  );
  const found = parts.map((part) => ({
    ...{ best: part.best, route: part.route, places: part.items.map(({ place }) => place) },
    lines: isTaken(part) ? linesOfPart(part, selling) : [],
  }));
  const known = new Set(items.map(({ place }) => place));
  return [...found, ...uncatalogued(order, known)].map((each) => ({
    ...{ ...each, currency, doc: docOf(order, each.route) },
  }));
}

/** Nobody can make what has left the catalogue. */
function uncatalogued(order: Order, known: ReadonlySet<number>) {
  const places = order.items.flatMap((item, place) => (isWaiting(item) && !known.has(place) ? [place] : []));
  const route: Route = { facilityId: null, reasons: ["has left the catalogue"], candidates: [] };
  return places.length === 0 ? [] : [{ best: undefined, route, places, lines: [] }];
}

function docOf(order: Order, decision: Route): string {
  const hash = createHash("sha256").update(JSON.stringify(decision)).digest("hex");
  return fileKey(refOf(order), "doc", hash);
}

/** Counted after the fact and once an item: a crash here makes a facility look less busy by one for a day. */
async function countIn({ workload, ledger }: RoutePorts, items: readonly Item[]): Promise<void> {
  const day = ledger.clock.now().toISOString().slice(0, 10);
  for (const { id, facilityId } of items) {
    if (facilityId !== null) await workload.add(facilityId, day, id);
  }
}
