import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { cancel } from "../../lib/dispatch/cancel.ts";
import { claimKey } from "../../lib/order/keys.ts";
import type { Item, Order } from "../../lib/order/order.ts";
import type { ItemState } from "../../lib/order/states.ts";
import { ticketsBucket } from "../cloud/opened.ts";
import { owner, statesOf, stranger } from "../order/made.ts";
import {
  books,
  cancelled,
  claimed,
  type Desk,
  dispatched,
  itemAt,
  openDesk,
  press,
  reloaded,
  routed,
  set,
  stored,
} from "./desk.ts";

const poster = { ...routed, productId: "poster-a3" } as const;
const unrouted = { productId: "poster-a3" } as const;
const rendering = { ...books, state: "rendering" } as const;

test("before a facility knows of it an item is just cancelled", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [unrouted, { ...unrouted, state: "preparing" }]);
  const view = await cancelled(desk, order);
  expect(view).toMatchObject({ state: "cancelled", actions: [] });
  const types = (await desk.taken("project")).map(({ event }) => event?.type);
  expect(types).toEqual(["item.cancelled", "item.cancelled", "order.cancelled"]);
  const after = await reloaded(desk, order);
  expect(after.items.map(({ deadline }) => deadline)).toEqual([null, null]);
  expect(after.restedAt).not.toBeNull();
});

test("routed, rendering or queued, its claim is won first, so that no facility can win it any more", async () => {
  for (const state of ["routed", "rendering", "queued"] as const) {
    const desk = await openDesk();
    const order = await stored(desk, [{ ...books, state }]);
    expect((await cancelled(desk, order)).state).toBe("cancelled");
    expect(await claimed(desk, itemAt(order)), state).toBe(false);
    const recalls = (await desk.taken(desk.facilityQueue)).map(({ kind, ticketId }) => [kind, ticketId]);
    expect(recalls).toEqual(state === "queued" ? [["recall", itemAt(order).ticketId]] : []);
  }
});

test("claimed by the facility, it is too late and nothing changes", async () => {
  const desk = await openDesk();
  const order = await dispatched(desk, await stored(desk, [rendering]));
  expect(await claimed(desk, itemAt(order))).toBe(true);
  await expect(cancelled(desk, order)).rejects.toMatchObject({
    code: "too_late",
    blame: { given: "accepted" },
  });
  expect(await reloaded(desk, order)).toEqual(order);
});

test("once the facility has accepted it, it is too late with the state, and the claim is not looked at", async () => {
  const desk = await openDesk();
  const late: ItemState[] = ["accepted", "printing", "printed", "shipped", "delivered"];
  for (const state of late) {
    const order = await stored(desk, [{ ...poster, state }]);
    await expect(cancelled(desk, order), state).rejects.toMatchObject({
      code: "too_late",
      blame: { given: state },
    });
  }
  const failed = await stored(desk, [{ ...poster, state: "failed" }]);
  await expect(cancelled(desk, failed)).rejects.toMatchObject({ blame: { given: "failed" } });
  await expect(cancelled(desk, failed, [0])).rejects.toMatchObject({
    blame: { given: "failed", pointer: "/items/0/id" },
  });
});

test("cancelling twice, and naming an item twice, is cancelling once", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [{ ...books, state: "queued" }]);
  const first = await cancelled(desk, order, [0, 0]);
  const { version } = await reloaded(desk, order);
  expect((await cancelled(desk, order)).items).toEqual(first.items);
  expect((await cancelled(desk, order, [0])).state).toBe("cancelled");
  expect((await reloaded(desk, order)).version).toBe(version);
  expect(await desk.taken(desk.facilityQueue)).toHaveLength(1);
});

test("one of several is cancelled alone; what failed does not keep the rest from being cancelled", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [
    { ...poster, state: "queued" },
    { ...poster, state: "routed" },
    { ...poster, state: "failed" },
  ]);
  const view = await cancelled(desk, order, [1]);
  expect(view.items.map(({ state }) => state)).toEqual(["queued", "cancelled", "failed"]);
  expect((await cancelled(desk, order)).items.map(({ state }) => state)).toEqual([
    "cancelled",
    "cancelled",
    "failed",
  ]);
});

test("when the last unprepared item goes, the others are routed", async () => {
  const desk = await openDesk();
  const ready = { ...unrouted, state: "preparing", preparedDoc: "doc" } as const;
  const order = await stored(desk, [ready, unrouted, ready]);
  await cancelled(desk, order, [2]);
  expect(await desk.taken("route")).toEqual([]);
  await cancelled(desk, order, [1]);
  expect(await desk.taken("route")).toMatchObject([{ kind: "route", generation: 1 }]);
  await cancelled(desk, order);
  expect(await desk.taken("route")).toEqual([]);
});

function less(desk: Desk, order: Order, { by, ulid }: { by: number; ulid?: string }) {
  const execution = ulid === undefined ? undefined : { row: "row", ulid };
  const items = [{ id: itemAt(order).id, quantity: by }];
  return cancel(desk, { ...owner, id: order.id, execution }, { items });
}

test("fewer copies of what lies at a facility are a generation of their own at the same one", async () => {
  for (const state of ["routed", "rendering", "queued"] as const) {
    const desk = await openDesk();
    const order = await stored(desk, [{ ...books, state, quantity: 5 }]);
    const [item] = (await less(desk, order, { by: 2 })).items;
    expect(item).toMatchObject({ quantity: 3, state: "routed", route: { facilityId: press, generation: 2 } });
    expect(await claimed(desk, itemAt(order)), state).toBe(false);
    expect(await desk.taken("render")).toMatchObject([{ itemId: itemAt(order).id, generation: 2 }]);
    const bells = (await desk.taken(desk.facilityQueue)).map(({ kind, generation }) => [kind, generation]);
    expect(bells).toEqual(state === "queued" ? [["recall", 1]] : []);
    const [event] = (await desk.taken("project")).map((each) => each.event);
    expect(event).toMatchObject({ type: "item.shrunk", data: { quantity: 3, cancelled: 2, generation: 2 } });
  }
});

test("before a facility knows of it fewer copies are just fewer, and all of them are a cancelled item", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [{ ...unrouted, quantity: 5 }]);
  expect((await less(desk, order, { by: 4 })).items[0]).toMatchObject({ quantity: 1, state: "received" });
  expect((await reloaded(desk, order)).items[0]?.generation).toBe(1);
  expect(await less(desk, order, { by: 1 })).toMatchObject({ state: "cancelled" });
  expect(await less(desk, order, { by: 1 })).toMatchObject({ state: "cancelled" });
});

test("a keyed request takes copies off once, however often it comes", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [{ ...books, state: "queued", quantity: 5 }]);
  const ulid = desk.ids.next("evt").slice(4);
  for (const _ of [1, 2]) await less(desk, order, { by: 2, ulid });
  expect((await reloaded(desk, order)).items[0]).toMatchObject({ quantity: 3, generation: 2 });
  await less(desk, order, { by: 2 });
  expect((await reloaded(desk, order)).items[0]).toMatchObject({ quantity: 1, generation: 3 });
});

test("more copies than there are cannot be taken off, nor any once the facility has claimed them", async () => {
  const desk = await openDesk();
  const order = await dispatched(desk, await stored(desk, [rendering]));
  await expect(less(desk, order, { by: 4 })).rejects.toMatchObject({
    ...{ code: "invalid_request", blame: { pointer: "/items/0/quantity", given: 4, wanted: 3 } },
  });
  await claimed(desk, itemAt(order));
  await expect(less(desk, order, { by: 1 })).rejects.toMatchObject({ code: "too_late" });
  expect(await reloaded(desk, order)).toEqual(order);
});

test("where one item is too late, those that can be revoked are cancelled and the answer says too late", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [
    { ...books, state: "queued" },
    { ...books, state: "queued" },
  ]);
  await claimed(desk, itemAt(order, 1));
  await expect(cancelled(desk, order)).rejects.toMatchObject({ code: "too_late" });
  expect(statesOf(await reloaded(desk, order))).toEqual(["cancelled", "queued"]);
});

test("an item that is queued and claimed while it is being cancelled is never cancelled under the facility", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [{ ...unrouted, state: "preparing", preparedDoc: "doc" }]);
  let looks = 0;
  const load: typeof desk.orders.load = async (ref) => {
    const current = await desk.orders.load(ref);
    if (++looks === 1) {
      await set(desk, order, { ...books, state: "queued" } as Partial<Item>);
      await claimed(desk, itemAt(order));
    }
    return current;
  };
  const ledger = { ...desk.ledger, orders: { ...desk.orders, load } };
  const call = cancel({ ...desk, ledger }, { ...owner, id: order.id }, {});
  await expect(call).rejects.toMatchObject({ code: "too_late" });
  expect(statesOf(await reloaded(desk, order))).toEqual(["queued"]);
});

test("another merchant's order, another mode's, and an item of another order are not found", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [unrouted]);
  const other = await stored(desk, [unrouted]);
  for (const from of [stranger, { ...owner, mode: "live" as const }])
    await expect(cancel(desk, { ...from, id: order.id }, {})).rejects.toMatchObject({ code: "not_found" });
  const foreign = cancel(desk, { ...owner, id: order.id }, { items: [{ id: itemAt(other).id }] });
  await expect(foreign).rejects.toMatchObject({ code: "not_found", blame: { pointer: "/items/0/id" } });
  expect(statesOf(await reloaded(desk, other))).toEqual(["received"]);
});

test("of a facility that claims and a merchant who cancels, exactly one wins, fifty times", async () => {
  const desk = await openDesk();
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      const order = await stored(desk, [{ ...books, state: "queued" }]);
      const moves = [
        () => claimed(desk, itemAt(order)),
        () =>
          cancelled(desk, order).then(
            () => true,
            () => false,
          ),
      ];
      const [first, second] = await Promise.all(
        n % 2 ? moves.map((move) => move()) : moves.reverse().map((move) => move()),
      );
      const [{ state } = itemAt(order)] = (await reloaded(desk, order)).items;
      return { winners: Number(first) + Number(second), state };
    }),
  );
  expect(new Set(outcomes.map(({ winners }) => winners))).toEqual(new Set([1]));
  for (const { state } of outcomes) expect(["queued", "cancelled"]).toContain(state);
});

test("a claim that cannot be read is a claim all the same", async () => {
  const desk = await openDesk();
  for (const Body of ["", "not JSON", "{}", "x".repeat(100_000)]) {
    const order = await stored(desk, [{ ...books, state: "queued" }]);
    const Key = claimKey(press, itemAt(order).ticketId, 1);
    await desk.s3.send(
      new PutObjectCommand({ Bucket: ticketsBucket, Key, Body, ContentLength: Body.length }),
    );
    await expect(cancelled(desk, order), Body.slice(0, 9)).rejects.toMatchObject({ code: "too_late" });
  }
});
