import { expect, test } from "vitest";
import { reprint } from "../../lib/dispatch/reprint.ts";
import { type Item, type Order, stateOf } from "../../lib/order/order.ts";
import { presentOrder } from "../../lib/order/present.ts";
import type { ReprintRequest } from "../../lib/order/requests.ts";
import { owner, statesOf, stranger } from "../order/made.ts";
import { books, cancelled, type Desk, itemAt, openDesk, reloaded, set, stored } from "./desk.ts";

const creased: ReprintRequest = { reason: "Ada Canary's copy came creased", payer: "facility" };
const shipped = { ...books, state: "shipped", renderedDoc: "rendered" } as const;

function again(
  desk: Desk,
  order: Order,
  { ulid, ...request }: Partial<ReprintRequest> & { ulid?: string } = {},
) {
  const execution = ulid === undefined ? undefined : { row: "row", ulid };
  const wish = { ...owner, id: order.id, itemId: itemAt(order).id, execution };
  return reprint(desk, wish, { ...creased, ...request });
}

test("a reprint is an item of its own, linked to the old one, that begins at routing", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [{ ...shipped, tried: ["press-a"] }], {
    restedAt: "2026-11-20T10:00:00.000Z",
  });
  const view = await again(desk, order, { quantity: 2 });
  const after = await reloaded(desk, order);
  const { id, ticketId } = itemAt(order);
  expect(view).toMatchObject({
    quantity: 2,
    state: "preparing",
    reprintOf: { itemId: id, payer: "facility" },
  });
  expect(after.items[0]).toEqual(itemAt(order));
  expect(after.items[1]).toMatchObject({ preparedDoc: "doc", facilityId: null, tried: [], generation: 1 });
  expect(after.items[1]?.ticketId).not.toBe(ticketId);
  expect(after.restedAt).toBeNull();
  expect(await desk.taken("route")).toMatchObject([{ kind: "route" }]);
  const events = (await desk.taken("project")).map(({ event }) => event);
  expect(events.map((event) => [event?.type, event?.itemId, event?.data])).toEqual([
    ["item.reprint_requested", view.id, { reprintOf: id, payer: "facility", quantity: 2 }],
  ]);
});

test("the same keyed request asks for the same reprint, and a new one for another", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [shipped]);
  const ulid = desk.ids.next("evt").slice(4);
  const [first, second] = [await again(desk, order, { ulid }), await again(desk, order, { ulid })];
  expect(second).toEqual(first);
  expect((await again(desk, order)).id).not.toBe(first.id);
  expect((await reloaded(desk, order)).items).toHaveLength(3);
});

test("an order that has shipped stays shipped; a reprint of what failed carries its order on", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [shipped]);
  await again(desk, order);
  expect(stateOf(await reloaded(desk, order))).toBe("shipped");
  const failed = await stored(desk, [{ ...shipped, state: "failed" }]);
  const { id } = await again(desk, failed);
  expect(stateOf(await reloaded(desk, failed))).toBe("in_progress");
  const done = { ...failed, items: (await reloaded(desk, failed)).items.map(ended(id)) };
  expect(stateOf(done)).toBe("shipped");
  await cancelled(desk, await reloaded(desk, failed), [1]);
  expect(stateOf(await reloaded(desk, failed))).toBe("failed");
});

function ended(itemId: string) {
  return (item: Item): Item => (item.id === itemId ? { ...item, state: "shipped" } : item);
}

test("only what a facility had in its hands is printed again, while its files are there", async () => {
  const desk = await openDesk();
  const gone = { filesDeletedAt: "2026-11-20T10:00:00.000Z" };
  const orders = [
    await stored(desk, [shipped], gone),
    await stored(desk, [{ ...shipped, state: "printed" }]),
    await stored(desk, [{ ...shipped, state: "cancelled" }]),
    await stored(desk, [{ ...shipped, state: "failed", renderedDoc: null }]),
  ];
  for (const order of orders) {
    await expect(again(desk, order)).rejects.toMatchObject({ code: "not_reprintable" });
    expect(presentOrder(order).actions).not.toContain("reprint");
  }
  const good = await stored(desk, [shipped]);
  expect(presentOrder(good).actions).toEqual(["reprint"]);
  await expect(again(desk, good, { quantity: 4 })).rejects.toMatchObject({
    blame: { pointer: "/quantity", given: 4, wanted: 3 },
  });
  for (const wish of [
    { ...stranger, id: good.id, itemId: itemAt(good).id },
    { ...owner, id: good.id, itemId: itemAt(orders[0] ?? good).id },
  ])
    await expect(reprint(desk, wish, creased)).rejects.toMatchObject({ code: "not_found" });
  expect(statesOf(await reloaded(desk, good))).toEqual(["shipped"]);
});

test("an order's row does not grow without end", async () => {
  const desk = await openDesk();
  const order = await stored(
    desk,
    Array.from({ length: 100 }, () => shipped),
  );
  await expect(again(desk, order)).rejects.toMatchObject({ code: "not_reprintable" });
  await set(desk, order, { state: "shipped" });
});
