import { expect, test } from "vitest";
import type { Ledger } from "../../lib/order/change.ts";
import { eachDue } from "../../lib/order/each-due.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import type { Orders } from "../../lib/order/ports.ts";
import { sweep } from "../../lib/retention/sweep.ts";
import { type OpenedCloud, openCloud } from "../cloud/opened.ts";
import { madeOrder } from "../order/made.ts";

/** An order whose work a crash left unsent. */
async function unsent(cloud: OpenedCloud): Promise<Order> {
  const order = madeOrder();
  const { id: itemId = "itm_", generation = 1 } = order.items[0] ?? {};
  const effects = [{ kind: "prepare", id: `${itemId}:prepare:1`, itemId, generation } as const];
  await cloud.orders.create({ ...order, effects: effects as Order["effects"] });
  return order;
}

function round(ledger: Ledger) {
  return sweep(ledger, { mode: "test", now: ledger.clock.now() });
}

test("an order that cannot be sent keeps no other waiting, and the round fails with it", async () => {
  const cloud = await openCloud();
  const orders = [await unsent(cloud), await unsent(cloud), await unsent(cloud)];
  const load: Orders["load"] = (ref) =>
    ref.orderId === orders[0]?.id ? Promise.reject(new Error("poison")) : cloud.orders.load(ref);
  cloud.clock.pass(1);
  await expect(round({ ...cloud.ledger, orders: { ...cloud.orders, load } })).rejects.toThrow(
    "1 of 3 orders failed",
  );
  expect(await cloud.taken("prepare")).toHaveLength(2);
  expect(await round(cloud.ledger)).toBe(1);
  expect((await cloud.orders.load(refOf(orders[0] ?? madeOrder())))?.effects).toEqual([]);
});

test("what was sent and could not be cleared is sent again with the same ids", async () => {
  const cloud = await openCloud();
  await unsent(cloud);
  cloud.clock.pass(1);
  const save: Orders["save"] = () => Promise.reject(new Error("killed"));
  await expect(round({ ...cloud.ledger, orders: { ...cloud.orders, save } })).rejects.toThrow(AggregateError);
  await round(cloud.ledger);
  const ids = (await cloud.taken("prepare")).map(({ effectId }) => effectId);
  expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
});

test("a round looks at every order that is due, however many there are", async () => {
  const cloud = await openCloud();
  const deadline = "2026-11-21T09:00:00.000Z";
  await Promise.all(
    Array.from({ length: 230 }, () => cloud.orders.create(madeOrder({ items: [{ deadline }] }))),
  );
  const seen = new Set<string>();
  const window = { kind: "deadline", mode: "test", until: cloud.clock.now() } as const;
  expect(await eachDue(cloud.orders, window, async ({ orderId }) => void seen.add(orderId))).toBe(230);
  expect(seen.size).toBe(230);
});
