import { createHash } from "node:crypto";
import { deliver, deliverLate, type Ledger } from "../order/change.ts";
import type { OrderId } from "../order/ids.ts";
import { fileKey, type OrderRef } from "../order/keys.ts";
import type { Execution } from "../order/once.ts";
import type { Item, Order } from "../order/order.ts";
import type { Facilities, Files, Owner } from "../order/ports.ts";
import { presentOrder } from "../order/present.ts";
import type { Principal } from "../order/principal.ts";
import type { ItemRequest, OrderRequest } from "../order/requests.ts";
import type { Quotes } from "../order/routing-ports.ts";
import { deadlineOf, effectId, withEffect, withEvent } from "../order/transitions.ts";
import type { Uploads } from "../order/upload-ports.ts";
import type { OrderView } from "../order/views.ts";
import { checkOrder } from "./check.ts";
import { type Honoured, honour } from "./quote-honoured.ts";

export interface IntakePorts {
  readonly ledger: Ledger;
  readonly files: Files;
  readonly facilities: Facilities;
  readonly uploads: Uploads;
  readonly quotes: Quotes;
}

export interface Received {
  readonly owner: Owner;
  readonly principal: Principal;
  readonly body: OrderRequest;
  /** Set when an Idempotency-Key came with it: the order's id is then the same on every try. */
  readonly execution: Execution | undefined;
}

/** Takes an order: refuses all that can be known to be wrong, stores it once, sends its processing tickets. */
export async function receive(ports: IntakePorts, received: Received): Promise<OrderView> {
  const before = await earlier(ports.ledger, received);
  if (before) return resumed(ports.ledger, before);
  await checkOrder(ports, received);
  const order = newOrder(ports.ledger, received, await honoured(ports, received));
  const documents = new Map(
    order.items.map(({ filesDoc }, place) => [filesDoc, received.body.items[place]?.files]),
  );
  await Promise.all([...documents].map(([key, files]) => ports.files.putJson(key, files)));
  if (!(await ports.ledger.orders.create(order)))
    return presentOrder(await winner(ports.ledger, received, order));
  // The order stands now. What cannot be sent at once waits in its row for the sweeper, and the answer is the same.
  await deliver(ports.ledger, order).catch(() => order);
  return presentOrder(order);
}

async function honoured(
  { quotes, ledger: { clock } }: IntakePorts,
  { owner, body }: Received,
): Promise<Honoured | undefined> {
  const { quoteId } = body;
  return quoteId === undefined ? undefined : honour({ quotes, clock }, owner, { ...body, quoteId });
}

/** The order that an earlier run of this request stored before it died: it is not checked again, and not made twice. */
async function earlier({ orders }: Ledger, { owner, execution }: Received): Promise<Order | undefined> {
  return execution && orders.load({ ...owner, orderId: `ord_${execution.ulid}` });
}

async function resumed(ledger: Ledger, order: Order): Promise<OrderView> {
  await deliverLate(ledger, order).catch(() => order);
  return presentOrder(order);
}

async function winner({ orders }: Ledger, { owner }: Received, { id }: Order): Promise<Order> {
  const stored = await orders.load({ ...owner, orderId: id });
  if (!stored) throw new Error(`order ${id} was there and is not`);
  return stored;
}

function newOrder(
  { clock, ids }: Ledger,
  { owner, body: request, execution }: Received,
  quoted: Honoured | undefined,
): Order {
  const id: OrderId = execution ? `ord_${execution.ulid}` : ids.next("ord");
  const ref = { ...owner, orderId: id };
  const now = clock.now();
  const items = request.items.map((item) => newItem({ ref, item, now }, ids.next));
  const order: Order = {
    id,
    ...owner,
    merchantReference: request.merchantReference ?? null,
    shippingLevel: request.shippingLevel,
    settlement: request.settlement,
    recipient: request.recipient,
    countryCode: request.recipient.countryCode,
    quoteId: quoted?.quoteId ?? null,
    price: quoted?.price ?? null,
    metadata: request.metadata,
    idempotency: execution?.row ?? null,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    version: 1,
    sequence: 0,
    items,
    shipments: [],
    effects: [],
    restedAt: null,
    filesDeletedAt: null,
  };
  const prepared = items.reduce(withPrepare, order);
  return withEvent(prepared, { type: "order.received", itemId: null, data: {} }, { clock, ids });
}

function newItem(
  { ref, item, now }: { ref: OrderRef; item: ItemRequest; now: Date },
  next: Ledger["ids"]["next"],
): Item {
  return {
    id: next("itm"),
    ticketId: next("tkt"),
    productId: item.productId,
    quantity: item.quantity,
    fit: item.fit,
    options: item.options,
    acceptLowResolution: item.acceptLowResolution,
    state: "received",
    generation: 1,
    filesDoc: fileKey(ref, "doc", hashOf(item.files)),
    preparedDoc: null,
    routeDoc: null,
    renderedDoc: null,
    pages: null,
    facilityId: null,
    shipmentId: null,
    reasons: [],
    shipBy: null,
    tried: [],
    reported: { failed: false, refused: false, gone: false },
    hold: null,
    failure: null,
    deadline: deadlineOf("received", now),
  };
}

function withPrepare(order: Order, item: Item): Order {
  const { id: itemId, generation } = item;
  return withEffect(order, { kind: "prepare", id: effectId(item, "prepare"), itemId, generation });
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
