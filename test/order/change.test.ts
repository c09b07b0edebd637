import { expect, test } from "vitest";
import { changeOrder, deliver, type Ledger, recordChange } from "../../lib/order/change.ts";
import { Rejected, Unsent } from "../../lib/order/errors.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import type { Outbox } from "../../lib/order/ports.ts";
import { editItem, effectId, moveItem, withEffect, withEvent } from "../../lib/order/transitions.ts";
import { sweep } from "../../lib/retention/sweep.ts";
import { type Fate, lossyDynamo } from "../cloud/lossy.ts";
import { type OpenedCloud, openCloud, wired } from "../cloud/opened.ts";
import { madeOrder } from "./made.ts";

async function stored(cloud: OpenedCloud, count = 1): Promise<Order> {
  const order = madeOrder({ items: Array.from({ length: count }, () => ({})) });
  await cloud.orders.create(order);
  return order;
}

/** Moves one item on and asks for its rendering, as a station would; nothing when it is done. */
function begin(ledger: Ledger, place = 0) {
  return (order: Order) => {
    const item = order.items[place];
    if (item?.state !== "received") return undefined;
    const moved = moveItem(order, { itemId: item.id, to: "preparing" }, ledger);
    const told = withEvent(moved, { type: "item.preflighted", itemId: item.id, data: {} }, ledger);
    const { id: itemId, generation } = item;
    return withEffect(told, { kind: "render", id: effectId(item, "render"), itemId, generation });
  };
}

const silent: Outbox = { send: async () => [] };

test("twenty who change the same order at once are each applied once", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud, 20);
  await Promise.all(
    order.items.map((_, place) => changeOrder(cloud.ledger, refOf(order), begin(cloud.ledger, place))),
  );
  const after = await cloud.orders.load(refOf(order));
  expect(new Set(after?.items.map(({ state }) => state))).toEqual(new Set(["preparing"]));
  // One event each and one of the order, which is told once.
  expect(after).toMatchObject({ sequence: 21, effects: [] });
  const rendered = await cloud.taken("render");
  expect(new Set(rendered.map(({ itemId }) => itemId)).size).toBe(20);
  const sequences = (await cloud.taken("project")).map(({ event }) => event?.sequence);
  expect([...new Set(sequences)].sort((a = 0, b = 0) => a - b)).toEqual(
    Array.from({ length: 21 }, (_, n) => n + 1),
  );
});

test("a write whose reply was lost is known as one's own, and is not made again", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  let lost = 0;
  const fate = (command: string): Fate =>
    command === "PutItemCommand" && ++lost === 1 ? "reply lost" : "arrives";
  const lossy = wired({ ...cloud, dynamo: lossyDynamo(cloud, fate) }, cloud.queues);
  expect(await lossy.orders.save({ ...order, version: 2 })).toBe(true);
  expect(lost).toBe(2);
  expect((await cloud.orders.load(refOf(order)))?.version).toBe(2);
});

test("with every third reply lost and every fifth call gone, each change is still made once", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud, 6);
  let calls = 0;
  const fate = (): Fate => (++calls % 3 === 0 ? "reply lost" : calls % 5 === 0 ? "never sent" : "arrives");
  const lossy = wired({ ...cloud, dynamo: lossyDynamo(cloud, fate) }, cloud.queues, cloud.clock);
  for (const place of order.items.keys())
    await changeOrder(lossy.ledger, refOf(order), begin(lossy.ledger, place));
  const after = await cloud.orders.load(refOf(order));
  expect(after).toMatchObject({ sequence: 7, effects: [] });
  expect(await cloud.taken("render")).toHaveLength(6);
});

test("what was true before stays true: a create that lost its reply and was then changed by another is not a second order", async () => {
  const cloud = await openCloud();
  let first = true;
  const order = madeOrder();
  const lossy = wired(
    {
      ...cloud,
      dynamo: lossyDynamo(cloud, () => {
        const lost = first;
        first = false;
        return lost ? "reply lost" : "arrives";
      }),
    },
    cloud.queues,
  );
  expect(await lossy.orders.create(order)).toBe(true);
  expect(await lossy.orders.create(order)).toBe(false);
});

test("effects are sent after the change is stored, and cleared", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const after = await changeOrder(cloud.ledger, refOf(order), begin(cloud.ledger));
  expect(after.effects).toEqual([]);
  expect(await cloud.taken("render")).toMatchObject([{ kind: "render", itemId: order.items[0]?.id }]);
  expect((await cloud.taken("project")).map(({ event }) => event?.type)).toEqual([
    "item.preflighted",
    "order.in_progress",
  ]);
});

test("what a crash between storing and sending left is sent by the sweeper, and the sweeper sends nothing young", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const crashing: Ledger = { ...cloud.ledger, outbox: silent };
  await changeOrder(crashing, refOf(order), begin(crashing));
  expect(await sweep(cloud.ledger, { mode: "test", now: cloud.clock.now() })).toBe(0);
  cloud.clock.pass(1);
  expect(await sweep(cloud.ledger, { mode: "live", now: cloud.clock.now() })).toBe(0);
  expect(await sweep(cloud.ledger, { mode: "test", now: cloud.clock.now() })).toBe(1);
  expect(await sweep(cloud.ledger, { mode: "test", now: cloud.clock.now() })).toBe(0);
  expect(await cloud.taken("render")).toHaveLength(1);
  expect((await cloud.orders.load(refOf(order)))?.effects).toEqual([]);
});

test("two sweepers at once send the same effect ids, and the rows are clean", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const crashing: Ledger = { ...cloud.ledger, outbox: silent };
  await changeOrder(crashing, refOf(order), begin(crashing));
  cloud.clock.pass(1);
  const round = () => sweep(cloud.ledger, { mode: "test", now: cloud.clock.now() });
  await Promise.all([round(), round()]);
  const ids = (await cloud.taken("render")).map(({ effectId: id }) => id);
  expect(new Set(ids)).toEqual(new Set([`${order.items[0]?.id}:render:1`]));
  // The FIFO queue itself drops what was sent twice.
  expect((await cloud.taken("project")).map(({ event }) => event?.sequence)).toEqual([1, 2]);
  expect((await cloud.orders.load(refOf(order)))?.effects).toEqual([]);
});

test("a message that comes again finds nothing to do, and sends only what is pending for long", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const crashing: Ledger = { ...cloud.ledger, outbox: silent };
  await changeOrder(crashing, refOf(order), begin(crashing));
  await changeOrder(cloud.ledger, refOf(order), begin(cloud.ledger));
  expect(await cloud.taken("render")).toEqual([]);
  cloud.clock.pass(1);
  await changeOrder(cloud.ledger, refOf(order), begin(cloud.ledger));
  expect(await cloud.taken("render")).toHaveLength(1);
});

test("who changes an order sends its own effects, not those that another is about to send; events go in order", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud, 2);
  const slow: Ledger = { ...cloud.ledger, outbox: silent };
  await changeOrder(slow, refOf(order), begin(slow, 0));
  await changeOrder(cloud.ledger, refOf(order), begin(cloud.ledger, 1));
  expect((await cloud.taken("render")).map(({ itemId }) => itemId)).toEqual([order.items[1]?.id]);
  expect((await cloud.taken("project")).map(({ event }) => event?.sequence)).toEqual([1, 2, 3]);
  expect((await cloud.orders.load(refOf(order)))?.effects.map(({ id }) => id)).toEqual([
    `${order.items[0]?.id}:render:1`,
  ]);
});

test("what one queue took is cleared although another was down, and the fault is told", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const broken = wired(cloud, { ...cloud.queues, render: `${cloud.queues.render}-gone` }, cloud.clock);
  await expect(changeOrder(broken.ledger, refOf(order), begin(broken.ledger))).rejects.toThrow(Unsent);
  const after = await cloud.orders.load(refOf(order));
  expect(after?.effects.map(({ kind }) => kind)).toEqual(["render"]);
  expect(await cloud.taken("project")).toHaveLength(2);
  const answered = await recordChange(broken.ledger, refOf(order), (at) =>
    editItem(at, at.items[0]?.id ?? "", (item) => ({ ...item, pages: 4 })),
  );
  expect(answered.items[0]?.pages).toBe(4);
});

test("a sender that may not ring leaves facilities' bells to one that may", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const [item] = order.items;
  if (!item) throw new Error("no item");
  const { id: itemId, ticketId, generation } = item;
  const ring = { kind: "ring", id: effectId(item, "ring"), itemId, ticketId, generation } as const;
  await changeOrder({ ...cloud.ledger, outbox: silent }, refOf(order), (at) =>
    withEffect(at, { ...ring, facilityId: "nowhere" }),
  );
  const after = await deliver(cloud.ledger, (await cloud.orders.load(refOf(order))) ?? order);
  expect(after.effects.map(({ kind }) => kind)).toEqual(["ring"]);
});

test("an order that is not there cannot be changed, and one that nothing is to do with is left alone", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const missing = changeOrder(cloud.ledger, refOf(madeOrder()), begin(cloud.ledger));
  await expect(missing).rejects.toThrow(Rejected);
  await changeOrder(cloud.ledger, refOf(order), () => undefined);
  expect((await cloud.orders.load(refOf(order)))?.version).toBe(1);
});
