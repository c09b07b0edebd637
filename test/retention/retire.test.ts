import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { fileKey, orderPrefix, ticketPrefix } from "../../lib/order/keys.ts";
import type { Item, Order } from "../../lib/order/order.ts";
import { refOf } from "../../lib/order/order.ts";
import { presentOrder } from "../../lib/order/present.ts";
import { OrderView } from "../../lib/order/views.ts";
import { retire } from "../../lib/retention/retire.ts";
import { type OpenedCloud, openCloud, ticketsBucket } from "../cloud/opened.ts";
import { enrol, intakeDoor, wish } from "../intake/taking.ts";
import { madeFacility, madeItem, madeOrder, owner, recipient, stranger } from "../order/made.ts";

const shelves = ["src", "doc", "out", "receipt"] as const;
const press = "test-amsterdam";
const rested = "2026-10-20T10:00:00.000Z";

function round(cloud: OpenedCloud, { files, forgetting }: Partial<OpenedCloud> = {}) {
  const ports = {
    ...cloud,
    files: files ?? cloud.files,
    answers: forgetting ?? cloud.forgetting,
    keptDays: 30,
  };
  return retire(ports, { mode: "test", now: cloud.clock.now() });
}

async function stored(
  cloud: OpenedCloud,
  wishes: Partial<Order> = {},
  item: Partial<Item> = {},
): Promise<Order> {
  const order = madeOrder({
    restedAt: rested,
    ...wishes,
    items: [{ state: "shipped", facilityId: press, ...item }],
  });
  await cloud.orders.create(order);
  const ref = refOf(order);
  for (const shelf of shelves) await cloud.files.putJson(fileKey(ref, shelf, "a"), shelf);
  for (const generation of [1, 2]) {
    const prefix = ticketPrefix(press, order.items[0]?.ticketId ?? "tkt_", generation);
    for (const name of ["ticket.json", "inside.pdf", "claim"])
      await cloud.tickets.putJson(prefix + name, recipient);
  }
  return order;
}

async function shelvesOf(cloud: OpenedCloud, order: Order): Promise<string[]> {
  const kept = shelves.map(async (shelf) =>
    (await cloud.files.bytesOf(fileKey(refOf(order), shelf, "a"))) === undefined ? [] : [shelf],
  );
  return (await Promise.all(kept)).flat();
}

async function ticketsOf(cloud: OpenedCloud, order: Order): Promise<string[]> {
  const prefix = ticketPrefix(press, order.items[0]?.ticketId ?? "tkt_", 1).slice(0, -2);
  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket: ticketsBucket, Prefix: prefix }),
  );
  return Contents.map(({ Key = "" }) => Key.slice(prefix.length));
}

test("files and personal data go when the order has rested long enough; receipt and claims stay", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  expect(await round(cloud)).toBe(1);
  expect(await shelvesOf(cloud, order)).toEqual(["receipt"]);
  expect(await ticketsOf(cloud, order)).toEqual(["1/claim", "2/claim"]);
  const after = await cloud.orders.load(refOf(order));
  expect(after).toMatchObject({
    recipient: null,
    idempotency: null,
    filesDeletedAt: "2026-11-21T10:00:00.000Z",
  });
  expect(JSON.stringify(after)).not.toMatch(/canary/i);
  expect(OrderView.parse(presentOrder(after ?? order)).recipient).toBeNull();
  expect((await cloud.taken("project")).map(({ event }) => event?.type)).toEqual(["item.files_deleted"]);
});

test("tickets go also where the item was before, with the links of its parcels and the words of its reprint", async () => {
  const cloud = await openCloud();
  const parcels = [{ carrier: "PostNL", tracking: "3S1", url: "https://example.org/?postcode=1015CN" }];
  const reprint = { itemId: madeItem().id, reason: "Ada Canary's was creased", payer: "merchant" } as const;
  const shipments = [{ id: "shp_01KAJ0000000000000000000ZZ", facilityId: "press-b", parcels }] as const;
  const order = await stored(
    cloud,
    { shipments: [...shipments] },
    { facilityId: "press-b", tried: [press], reprint },
  );
  await round(cloud);
  expect(await ticketsOf(cloud, order)).toEqual(["1/claim", "2/claim"]);
  const after = await cloud.orders.load(refOf(order));
  expect(after?.shipments[0]?.parcels).toEqual([{ carrier: "PostNL", tracking: "3S1" }]);
  expect(after?.items[0]?.reprint).toEqual({ ...reprint, reason: "" });
});

test("neither another merchant's files, nor another order's, nor the other mode's are touched", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  const others = [
    await stored(cloud, { ...stranger, restedAt: null }),
    await stored(cloud, { restedAt: null }),
  ];
  const live = await stored(cloud, { mode: "live" });
  await round(cloud);
  for (const other of [...others, live]) expect(await shelvesOf(cloud, other)).toEqual([...shelves]);
  expect(await shelvesOf(cloud, order)).toEqual(["receipt"]);
  expect(orderPrefix(refOf(order)).endsWith("/")).toBe(true);
});

test("what rests shorter, or moves again, keeps its files", async () => {
  const cloud = await openCloud();
  const young = await stored(cloud, { restedAt: "2026-10-23T10:00:00.000Z" });
  const moving = await stored(cloud, {}, { state: "printing" });
  expect(await round(cloud)).toBe(1);
  for (const order of [young, moving]) expect(await shelvesOf(cloud, order)).toEqual([...shelves]);
  cloud.clock.pass(60 * 24 * 2);
  await round(cloud);
  expect(await shelvesOf(cloud, young)).toEqual(["receipt"]);
});

test("retiring twice is retiring once", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  await round(cloud);
  const after = await cloud.orders.load(refOf(order));
  expect(await round(cloud)).toBe(0);
  expect(await cloud.orders.load(refOf(order))).toEqual(after);
});

test("a crash between the files and the row is finished by the next round", async () => {
  const cloud = await openCloud();
  const order = await stored(cloud);
  await cloud.orders.save({ ...order, idempotency: "row", version: 2 });
  const forgetting = { forget: () => Promise.reject(new Error("killed")) };
  await expect(round(cloud, { forgetting })).rejects.toThrow(AggregateError);
  expect((await cloud.orders.load(refOf(order)))?.recipient).not.toBeNull();
  expect(await round(cloud)).toBe(1);
  expect((await cloud.orders.load(refOf(order)))?.recipient).toBeNull();
});

test("one order that cannot be deleted keeps no other from it", async () => {
  const cloud = await openCloud();
  const orders = [await stored(cloud), await stored(cloud), await stored(cloud)];
  const stuck = orderPrefix(refOf(orders[1] ?? madeOrder()));
  const files = {
    ...cloud.files,
    removeAll: (prefix: string, keep?: (key: string) => boolean) =>
      prefix === stuck ? Promise.reject(new Error("denied")) : cloud.files.removeAll(prefix, keep),
  };
  await expect(round(cloud, { files })).rejects.toThrow("1 of 3 orders failed");
  const left = await Promise.all(orders.map((order) => shelvesOf(cloud, order)));
  expect(left.map((kept) => kept.length)).toEqual([1, 4, 1]);
});

test("after the order is erased nothing of the person is left in any row, nor in the stored answer", async () => {
  const cloud = await openCloud();
  await enrol(cloud, madeFacility());
  const { body } = await intakeDoor(cloud).order(wish(), { key: "k" });
  const ref = { ...owner, orderId: body.id };
  const order = await cloud.orders.load(ref);
  const rows = async () => {
    const answer = await cloud.rows.get({ pk: order?.idempotency ?? "none", sk: "answer" });
    const listed = await cloud.orders.list(owner, { limit: 10 });
    return JSON.stringify([answer, listed, await cloud.feed.ofOrder(ref), await cloud.alerts.list("test")]);
  };
  expect(await rows()).toMatch(/canary/i);
  const items = (order?.items ?? []).map((item) => ({
    ...item,
    state: "cancelled" as const,
    deadline: null,
  }));
  if (order)
    await cloud.orders.save({ ...order, items, restedAt: order.createdAt, version: order.version + 1 });
  cloud.clock.pass(60 * 24 * 31);
  expect(await round(cloud)).toBe(1);
  expect(await rows()).not.toMatch(/canary/i);
});
