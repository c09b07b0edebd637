import { expect, test } from "vitest";
import type { RouteMessage } from "../../lib/order/messages.ts";
import { type Item, type Order, refOf } from "../../lib/order/order.ts";
import { SimulateRequest } from "../../lib/order/requests.ts";
import { Route } from "../../lib/order/route.ts";
import { route } from "../../lib/route/route.ts";
import { simulate } from "../../lib/route/simulate.ts";
import type { OpenedCloud } from "../cloud/opened.ts";
import { openIntake } from "../intake/taking.ts";
import { madeFacility, madeOrder, owner, statesOf } from "../order/made.ts";

const prepared = { state: "preparing", preparedDoc: "doc", pages: 1 } as const;
const poster = { ...prepared, productId: "poster-a3" };
const book = { ...prepared, productId: "softcover-a5", pages: 100 };

const all = madeFacility();
const wall = madeFacility({ id: "wall", makes: all.makes.filter(({ family }) => family === "poster") });
const bindery = madeFacility({
  id: "bindery",
  makes: all.makes.filter(({ family }) => family === "softcover"),
});

async function stored(cloud: OpenedCloud, items: Partial<Item>[]): Promise<Order> {
  const order = madeOrder({ items });
  await cloud.orders.create(order);
  return order;
}

function messageTo(order: Order): RouteMessage {
  return { v: 1, kind: "route", ...refOf(order), effectId: `${order.id}:route:1`, generation: 1 };
}

async function routed(cloud: OpenedCloud, order: Order): Promise<Order> {
  await route(cloud, messageTo(order));
  const after = await cloud.orders.load(refOf(order));
  if (!after) throw new Error("the order is gone");
  return after;
}

test("a basket that one facility can make goes there whole, in one shipment, with its reasons", async () => {
  const cloud = await openIntake([all, wall]);
  const after = await routed(cloud, await stored(cloud, [poster, book]));
  expect(statesOf(after)).toEqual(["routed", "routed"]);
  expect(after.shipments).toHaveLength(1);
  for (const item of after.items) {
    expect(item).toMatchObject({ facilityId: "test-amsterdam", shipmentId: after.shipments[0]?.id });
    expect(item.reasons).toEqual([
      "prints in NL",
      "the only one that can",
      "EUR 16.09 with shipping",
      "arrives 2026-11-26 to 2026-11-27",
    ]);
    expect(item.shipBy).toBe("2026-11-25T17:00:00.000Z");
    expect(Route.parse(await cloud.files.getJson(item.routeDoc ?? "")).candidates).toHaveLength(2);
  }
  expect((await cloud.taken("render")).map(({ itemId }) => itemId).sort()).toEqual(
    after.items.map(({ id }) => id).sort(),
  );
  expect((await cloud.taken("project")).map(({ event }) => event?.type)).toEqual([
    "item.routed",
    "item.routed",
  ]);
});

test("a basket that nobody can make whole is split, and what meets at one facility shares a shipment", async () => {
  const cloud = await openIntake([wall, bindery]);
  const after = await routed(cloud, await stored(cloud, [poster, book, poster]));
  expect(after.items.map(({ facilityId }) => facilityId)).toEqual(["wall", "bindery", "wall"]);
  expect(after.shipments.map(({ facilityId }) => facilityId)).toEqual(["wall", "bindery"]);
  expect(after.items[0]?.shipmentId).toBe(after.items[2]?.shipmentId);
  expect(after.items[1]?.shipmentId).not.toBe(after.items[0]?.shipmentId);
});

test("what nobody can make is held, and does not stop the rest; a facility that comes later takes it", async () => {
  const cloud = await openIntake([wall]);
  const order = await stored(cloud, [poster, book]);
  const held = await routed(cloud, order);
  expect(statesOf(held)).toEqual(["routed", "preparing"]);
  expect(held.items[1]?.hold).toEqual({
    code: "no_facility",
    since: "2026-11-21T10:00:00.000Z",
    reasons: ["no facility can make and ship this", "wall does not make softcover on 90 g offset"],
  });
  expect((await cloud.taken("project")).map(({ event }) => event?.type)).toContain("item.on_hold");
  const again = await routed(cloud, order);
  expect(again.sequence).toBe(held.sequence);
  await cloud.facilities.put({ ...bindery, queueUrl: "http://127.0.0.1/1/q" });
  const taken = await routed(cloud, order);
  expect(taken.items[1]).toMatchObject({ state: "routed", hold: null, facilityId: "bindery" });
});

test("a product that left the catalogue is held, never given to just anybody", async () => {
  const cloud = await openIntake([all]);
  const after = await routed(cloud, await stored(cloud, [{ ...prepared, productId: "gone" }]));
  expect(after.items[0]).toMatchObject({
    state: "preparing",
    facilityId: null,
    hold: { code: "no_facility" },
  });
});

test("cancelled, failed and unprepared items are not routed", async () => {
  const cloud = await openIntake([all]);
  const items = [
    { ...poster, state: "cancelled" as const },
    { state: "failed" as const },
    { state: "preparing" as const },
  ];
  const order = await stored(cloud, items);
  expect(statesOf(await routed(cloud, order))).toEqual(["cancelled", "failed", "preparing"]);
  expect(await cloud.taken("render")).toEqual([]);
});

test("routing twice, and twice at once, routes once", async () => {
  const cloud = await openIntake([all, wall]);
  const order = await stored(cloud, [poster, book]);
  await Promise.all([routed(cloud, order), routed(cloud, order)]);
  const after = await routed(cloud, order);
  expect(after).toMatchObject({ sequence: 2, effects: [] });
  expect(after.shipments).toHaveLength(1);
  expect(await cloud.workload.count("test-amsterdam", "2026-11-21")).toBe(2);
});

test("what was given today counts against a facility's day, once an item, and not tomorrow", async () => {
  const cloud = await openIntake([madeFacility({ id: "small", capacityPerDay: 2 })]);
  const first = await routed(cloud, await stored(cloud, [poster, poster]));
  expect(statesOf(first)).toEqual(["routed", "routed"]);
  const order = await stored(cloud, [poster]);
  expect(statesOf(await routed(cloud, order))).toEqual(["preparing"]);
  cloud.clock.pass(24 * 60);
  expect(statesOf(await routed(cloud, order))).toEqual(["routed"]);
});

test("test orders go to facilities of the test mode alone", async () => {
  const cloud = await openIntake([madeFacility({ id: "real", mode: "live" })]);
  expect(statesOf(await routed(cloud, await stored(cloud, [poster])))).toEqual(["preparing"]);
});

test("an order without a quote is priced as its items are routed, each item and shipment once", async () => {
  const cloud = await openIntake([wall]);
  const order = await stored(cloud, [poster, book, poster]);
  const first = await routed(cloud, order);
  expect(linesOf(first)).toEqual([
    ["product", 0],
    ["product", 2],
    ["shipping", null],
  ]);
  await cloud.facilities.put({ ...bindery, queueUrl: "http://127.0.0.1/1/q" });
  const whole = await routed(cloud, order);
  expect(linesOf(whole)).toEqual([...(linesOf(first) ?? []), ["product", 1], ["shipping", null]]);
  expect(whole.price?.lines.slice(0, 3)).toEqual(first.price?.lines);
});

function linesOf({ price }: Order) {
  return price?.lines.map(({ kind, itemIndex }) => [kind, itemIndex]);
}

test("an item that comes back goes to another facility and says from where, at the price it had", async () => {
  const cloud = await openIntake([all, madeFacility({ id: "second" })]);
  const order = await stored(cloud, [{ ...poster, generation: 2, tried: ["test-amsterdam"] }]);
  const after = await routed(cloud, order);
  expect(after.items[0]).toMatchObject({ facilityId: "second", generation: 2, state: "routed" });
  const [told] = await cloud.taken("project");
  expect(told?.event).toMatchObject({
    type: "item.rerouted",
    data: { from: "test-amsterdam", to: "second", generation: 2 },
  });
  const { candidates } = Route.parse(await cloud.files.getJson(after.items[0]?.routeDoc ?? ""));
  expect(candidates.find(({ facilityId }) => facilityId === "test-amsterdam")?.reasons).toEqual([
    "refused it before",
  ]);
  const items = after.items.map((item) => ({ ...item, generation: 3, state: "preparing" as const }));
  await cloud.orders.save({ ...after, items, version: after.version + 1 });
  expect((await routed(cloud, order)).price).toEqual(after.price);
});

test("a simulation decides as routing does, item by item where it must, and orders nothing", async () => {
  const cloud = await openIntake([wall, bindery]);
  const items = [
    { productId: "poster-a3", quantity: 1 },
    { productId: "softcover-a5", quantity: 5 },
  ];
  const { items: simulated } = await simulate(cloud, owner, asked(items));
  expect(simulated.map((each) => each.route.facilityId)).toEqual(["wall", "bindery"]);
  expect(
    simulated[0]?.route.candidates.find(({ facilityId }) => facilityId === "bindery")?.reasons,
  ).toHaveLength(1);
  expect((await cloud.orders.list(owner, { limit: 9 })).items).toEqual([]);
  expect(await cloud.workload.count("wall", "2026-11-21")).toBe(0);
  const unknown = simulate(cloud, owner, asked([{ productId: "no", quantity: 1 }]));
  await expect(unknown).rejects.toMatchObject({
    code: "unknown_product",
    blame: { pointer: "/items/0/productId" },
  });
});

function asked(items: unknown): SimulateRequest {
  return SimulateRequest.parse({ destination: { countryCode: "NL" }, items });
}
