import { expect, test } from "vitest";
import { type Order, refOf } from "../../lib/order/order.ts";
import { OrdersQuery } from "../../lib/order/requests.ts";
import { madeItem, madeOrder, owner, stranger } from "../order/made.ts";
import { type OpenedCloud, openCloud } from "./opened.ts";

test("an order is created once, loaded whole, and saved only over the version it was made from", async () => {
  const { orders } = await openCloud();
  const order = madeOrder();
  expect(await orders.create(order)).toBe(true);
  expect(await orders.create({ ...order, merchantReference: "other" })).toBe(false);
  const ref = refOf(order);
  expect(await orders.load(ref)).toEqual(order);
  expect(await orders.save({ ...order, version: 2 })).toBe(true);
  expect(await orders.save({ ...order, version: 2, merchantReference: "late" })).toBe(false);
  expect(await orders.save({ ...order, version: 4 })).toBe(false);
  expect(await orders.load({ ...ref, ...stranger })).toBeUndefined();
  expect(await orders.load({ ...ref, mode: "live" })).toBeUndefined();
});

test("an order that would outgrow its row is refused by us before the database does", async () => {
  const { orders } = await openCloud();
  const metadata = { a: "€".repeat(110_000) };
  await expect(orders.create(madeOrder({ metadata }))).rejects.toThrow("outgrown its row");
});

const minute = (n: number) => `2026-11-21T10:${String(n).padStart(2, "0")}:00.000Z`;

async function stored(
  cloud: OpenedCloud,
  count: number,
  wish: (n: number) => Parameters<typeof madeOrder>[0] = () => ({}),
) {
  const made = Array.from({ length: count }, (_, n) => madeOrder({ createdAt: minute(n), ...wish(n) }));
  await Promise.all(made.map((order) => cloud.orders.create(order)));
  return made;
}

async function everyPage({ orders }: OpenedCloud, query: Record<string, unknown>): Promise<Order[][]> {
  const pages: Order[][] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await orders.list(owner, OrdersQuery.parse({ ...query, cursor }));
    pages.push([...page.items]);
    cursor = page.nextCursor;
  }
  return pages;
}

const ids = (orders: readonly Order[]) => orders.map(({ id }) => id);

test("a merchant's orders come newest first, each once, page by page, and nobody else's", async () => {
  const cloud = await openCloud();
  const made = await stored(cloud, 7);
  await cloud.orders.create(madeOrder(stranger));
  await cloud.orders.create(madeOrder({ mode: "live" }));
  for (const limit of [1, 2, 3, 7, 8]) {
    const pages = await everyPage(cloud, { limit });
    expect(ids(pages.flat()), String(limit)).toEqual(ids(made).reverse());
    expect(pages).toHaveLength(Math.ceil(7 / limit));
  }
});

test("a cursor names no tenant, goes on although the filter changed, and other texts are none", async () => {
  const cloud = await openCloud();
  const made = await stored(cloud, 5);
  const { nextCursor } = await cloud.orders.list(owner, OrdersQuery.parse({ limit: 2 }));
  const plain = Buffer.from(nextCursor ?? "", "base64url").toString();
  expect(plain).not.toContain(owner.merchantId);
  const query = { cursor: nextCursor, createdBefore: minute(2), limit: 10 };
  expect(ids((await cloud.orders.list(owner, OrdersQuery.parse(query))).items)).toEqual(
    ids(made.slice(0, 2)).reverse(),
  );
  const newer = { cursor: nextCursor, createdAfter: minute(4), limit: 10 };
  expect((await cloud.orders.list(owner, OrdersQuery.parse(newer))).items).toEqual([]);
  for (const cursor of ["x", "", Buffer.from(`${owner.merchantId}#x`).toString("base64url")]) {
    const call = cloud.orders.list(owner, OrdersQuery.parse({ cursor }));
    await expect(call, cursor).rejects.toMatchObject({
      code: "invalid_request",
      blame: { pointer: "/cursor" },
    });
  }
});

test("orders are found by state, reference and the time they were made, whole seconds or fractions", async () => {
  const cloud = await openCloud();
  const made = await stored(cloud, 6, (n) => ({
    merchantReference: n % 2 ? "odd" : null,
    items: [{ state: n < 3 ? "shipped" : "received" }],
  }));
  const found = async (query: Record<string, unknown>) =>
    ids((await everyPage(cloud, { limit: 2, ...query })).flat()).reverse();
  expect(await found({ state: "shipped" })).toEqual(ids(made.slice(0, 3)));
  expect(await found({ merchantReference: "odd" })).toEqual(ids(made.filter((_, n) => n % 2)));
  expect(await found({ state: "received", merchantReference: "odd" })).toEqual(
    ids([made[3], made[5]].flatMap((order) => order ?? [])),
  );
  expect(
    await found({ createdAfter: "2026-11-21T10:02:00Z", createdBefore: "2026-11-21T10:04:00.5Z" }),
  ).toEqual(ids(made.slice(2, 5)));
  expect(await found({ createdAfter: minute(5), createdBefore: minute(1) })).toEqual([]);
  expect(await found({ state: "failed" })).toEqual([]);
});

test("what is due comes oldest first, by kind and mode, and page by page", async () => {
  const cloud = await openCloud();
  const made = await stored(cloud, 5, (n) => ({ items: [{ deadline: minute(n) }] }));
  await stored(cloud, 1, () => ({ restedAt: minute(0) }));
  await stored(cloud, 1, () => ({ mode: "live" as const, items: [{ deadline: minute(0) }] }));
  const until = new Date(minute(4));
  const window = { mode: "test", until, limit: 3 } as const;
  const first = await cloud.orders.due("deadline", window);
  expect(first.map(({ orderId }) => orderId)).toEqual(ids(made.slice(0, 3)));
  const rest = await cloud.orders.due("deadline", { ...window, after: first.at(-1)?.place });
  expect(rest.map(({ orderId }) => orderId)).toEqual(ids(made.slice(3, 4)));
  expect(await cloud.orders.due("deadline", { ...window, after: rest.at(-1)?.place })).toEqual([]);
  expect(await cloud.orders.due("retention", window)).toHaveLength(1);
  expect(await cloud.orders.due("effects", window)).toEqual([]);
});

test("an order leaves the clock's list when nothing is awaited of it any more", async () => {
  const cloud = await openCloud();
  const [order = madeOrder()] = await stored(cloud, 1, () => ({ items: [{ deadline: minute(0) }] }));
  await cloud.orders.save({ ...order, version: 2, items: [madeItem()] });
  expect(await cloud.orders.due("deadline", { mode: "test", until: new Date(minute(9)), limit: 9 })).toEqual(
    [],
  );
});
