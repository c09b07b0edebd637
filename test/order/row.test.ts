import { expect, test } from "vitest";
import { systemIds } from "../../lib/cloud/system.ts";
import { attentionOf } from "../../lib/order/attention.ts";
import { fileKey } from "../../lib/order/keys.ts";
import { messageOf } from "../../lib/order/messages.ts";
import { Order } from "../../lib/order/order.ts";
import { presentOrder } from "../../lib/order/present.ts";
import type { KeptPrice } from "../../lib/order/price.ts";
import { isFinal, itemStates } from "../../lib/order/states.ts";
import { withEffect, withEvent } from "../../lib/order/transitions.ts";
import { OrderView } from "../../lib/order/views.ts";
import { handClock } from "../cloud/opened.ts";
import { madeItem, madeOrder, owner, recipient } from "./made.ts";

const stamp = { clock: handClock(), ids: systemIds };

test("the clock looks first at what is unsent, then at deadlines, then at the files' time", () => {
  const item = { state: "queued", deadline: "2026-11-22T10:00:00.000Z" } as const;
  const order = madeOrder({ items: [item, { deadline: "2026-11-21T11:00:00.000Z" }] });
  const effect = { kind: "route", id: "r", generation: 1 } as const;
  expect(attentionOf(withEffect(order, effect))).toEqual({ kind: "effects", at: "2026-11-21T10:00:20.000Z" });
  expect(attentionOf(order)).toEqual({ kind: "deadline", at: "2026-11-21T11:00:00.000Z" });
  const rested = madeOrder({ restedAt: "2026-11-25T10:00:00.000Z" });
  expect(attentionOf(rested)).toEqual({ kind: "retention", at: "2026-11-25T10:00:00.000Z" });
  expect(attentionOf({ ...rested, filesDeletedAt: "2027-01-01T00:00:00.000Z" })).toBeUndefined();
});

const reasons = [
  "as quoted",
  "prints in NL",
  "best of 2 that can",
  "EUR 62.91 with shipping",
  "arrives 2026-11-26 to 2026-11-27",
];

function priceOf(count: number): KeptPrice {
  const said = { description: "Hardcover photo book 21 × 21 cm, 24 pages", quantity: 1, taxRate: 0.21 };
  const line = (itemIndex: number) => ({ ...said, kind: "product" as const, itemIndex, net: 1916, tax: 402 });
  return { currency: "EUR", lines: Array.from({ length: count }, (_, place) => line(place)) };
}

/** An order with everything its row may hold at once: each item routed, rendered, and with an effect and two events. */
function fullOrder(count: number): Order {
  const doc = fileKey({ ...owner, orderId: madeOrder().id }, "doc", "a".repeat(64));
  const shipmentId = systemIds.next("shp") as `shp_${string}`;
  const item = () =>
    madeItem({
      ...{ state: "queued", filesDoc: doc, preparedDoc: doc, routeDoc: doc, renderedDoc: doc, pages: 24 },
      ...{ productId: "photobook-hardcover-square-210", facilityId: "test-amsterdam", shipmentId },
      ...{ reasons, shipBy: "2026-11-25T17:00:00.000Z", deadline: "2026-11-22T10:00:00.000Z" },
    });
  const order = madeOrder({ items: Array.from({ length: count }, item), price: priceOf(count) });
  const shipments = [{ id: shipmentId, facilityId: "test-amsterdam", parcels: [] }];
  return order.items.reduce<Order>(
    (at, { id: itemId, ticketId, generation }) => {
      const ring = { kind: "ring", id: `${itemId}:ring:1`, itemId, ticketId, generation } as const;
      const data = { facilityId: "test-amsterdam", ticketId, generation };
      const rung = withEffect(at, { ...ring, facilityId: "test-amsterdam" });
      return withEvent(rung, { type: "item.queued", itemId, data }, stamp);
    },
    { ...order, shipments },
  );
}

test("an order of one item takes less than 8 KB of its row, one of fifty less than 100 KB, all unsent", () => {
  const small = Buffer.byteLength(JSON.stringify(fullOrder(1)));
  const large = Buffer.byteLength(JSON.stringify(fullOrder(50)));
  expect(small).toBeLessThan(8_000);
  expect(large).toBeLessThan(100_000);
  expect(Order.parse(JSON.parse(JSON.stringify(fullOrder(50)))).items).toHaveLength(50);
});

test("messages are pointers under 1 KB without personal data", () => {
  const order = fullOrder(3);
  const { id: itemId, generation, ticketId } = order.items[0] ?? madeItem();
  const more = (["prepare", "render", "dispatch"] as const).map((kind) => ({
    kind,
    id: `i:${kind}:1`,
    itemId,
    generation,
  }));
  const recall = {
    kind: "recall",
    id: "r",
    itemId,
    generation,
    ticketId,
    facilityId: "test-amsterdam",
  } as const;
  const effects = [
    ...order.effects,
    ...more,
    { kind: "route", id: "o:route:1", generation } as const,
    recall,
  ];
  for (const effect of effects) {
    const parcel = messageOf(order, effect);
    const text = JSON.stringify(parcel.to === "facility" ? parcel.bell : parcel.message);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000);
    for (const personal of Object.values(recipient).filter((value) => value !== "NL"))
      expect(text).not.toContain(personal);
  }
});

test("an order is presented as the contract says, in every state", () => {
  for (const state of itemStates) {
    const order = madeOrder({
      items: [{ state, hold: { code: "stuck", since: "2026-11-21T10:00:00.000Z" } }],
    });
    const view = OrderView.parse(presentOrder(order));
    const open = ["received", "preparing", "routed", "rendering", "queued"].includes(state);
    expect([state, view.actions, view.cancellableUntil]).toEqual([
      state,
      open ? ["cancel"] : [],
      open ? "queued" : null,
    ]);
    expect(view.items[0]?.onHold === null).toBe(isFinal(state));
  }
});
