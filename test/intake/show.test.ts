import { expect, test } from "vitest";
import { products } from "../../lib/catalogue/products.ts";
import { listOrders, showOrder } from "../../lib/intake/show.ts";
import { listProducts, showProduct } from "../../lib/intake/show-product.ts";
import { fileKey } from "../../lib/order/keys.ts";
import { refOf } from "../../lib/order/order.ts";
import { OrdersQuery, ProductsQuery } from "../../lib/order/requests.ts";
import { OrderView } from "../../lib/order/views.ts";
import { books, dispatched, itemAt, objects, openDesk, stored } from "../dispatch/desk.ts";
import { owner, stranger } from "../order/made.ts";

test("an order is shown with its files, candidates and history", async () => {
  const desk = await openDesk();
  const routeDoc = "route-doc";
  await desk.files.putJson(routeDoc, { facilityId: null, reasons: [], candidates: [] });
  const order = await dispatched(desk, await stored(desk, [{ ...books, state: "rendering", routeDoc }]));
  for (const { event } of await desk.taken("project"))
    if (event) await desk.feed.append({ v: 1, kind: "event", ...refOf(order), effectId: "e", event });
  const view = OrderView.parse(await showOrder(desk, owner, order.id));
  expect(view.history?.map(({ type, position }) => [type, position])).toEqual([["item.queued", 1]]);
  expect(view.items[0]?.route).toMatchObject({ facilityId: "test-amsterdam", generation: 1, candidates: [] });
  expect(view.items[0]?.files.map(({ role }) => role)).toEqual(["inside", "cover"]);
  expect(await (await fetch(view.items[0]?.files[1]?.url ?? "")).json()).toBe("cover");
  expect((await objects(desk)).length).toBe(6);
});

test("an order whose files were deleted is shown without them, also in the moment before its row says so", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [{ ...books, state: "rendering" }]);
  await desk.files.removeAll(fileKey(refOf(order), "doc", ""));
  const early = OrderView.parse(await showOrder(desk, owner, order.id));
  expect([early.items[0]?.files, itemAt(order).renderedDoc]).toEqual([[], expect.any(String)]);
  await desk.orders.save({
    ...order,
    version: 2,
    filesDeletedAt: "2026-11-21T10:00:00.000Z",
    recipient: null,
  });
  expect(OrderView.parse(await showOrder(desk, owner, order.id)).recipient).toBeNull();
});

test("what is not one's own is not found, whatever the id", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [books]);
  for (const [of, id] of [
    [stranger, order.id],
    [{ ...owner, mode: "live" }, order.id],
    [owner, "ord_1"],
    [owner, ""],
  ] as const)
    await expect(showOrder(desk, of, id)).rejects.toMatchObject({ code: "not_found" });
  const listed = await listOrders(desk.orders, owner, OrdersQuery.parse({}));
  expect(listed.items.map((view) => OrderView.parse(view).id)).toEqual([order.id]);
  expect((await listOrders(desk.orders, stranger, OrdersQuery.parse({}))).items).toEqual([]);
});

test("the catalogue comes whole, or page by page", async () => {
  const page = (query: object) => listProducts({ query: ProductsQuery.parse(query) });
  expect(await page({})).toEqual({ items: products, nextCursor: null });
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const next = await page({ limit: 7, cursor });
    seen.push(...next.items.map(({ id }) => id));
    cursor = next.nextCursor;
  }
  expect(seen).toEqual(products.map(({ id }) => id));
  await expect(page({ cursor: "no" })).rejects.toMatchObject({ blame: { pointer: "/cursor" } });
  expect((await showProduct("poster-a3")).id).toBe("poster-a3");
  await expect(showProduct("constructor")).rejects.toMatchObject({ code: "not_found" });
});
