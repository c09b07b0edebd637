import { expect, test } from "vitest";
import { madeOrder, owner, stranger } from "../order/made.ts";
import { openCloud } from "./opened.ts";

test("an order is created once, loaded whole, and saved only over the version it was made from", async () => {
  const { orders } = await openCloud();
  const order = madeOrder();
  expect(await orders.create(order)).toBe(true);
  expect(await orders.create({ ...order, merchantReference: "other" })).toBe(false);
  const ref = { ...owner, orderId: order.id };
  expect(await orders.load(ref)).toEqual(order);
  expect(await orders.save({ ...order, version: 2 })).toBe(true);
  expect(await orders.save({ ...order, version: 2, merchantReference: "late" })).toBe(false);
  expect(await orders.load({ ...stranger, orderId: order.id })).toBeUndefined();
  expect(await orders.load({ ...ref, mode: "live" })).toBeUndefined();
});
