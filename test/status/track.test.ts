import { expect, test } from "vitest";
import { claimKey } from "../../lib/order/keys.ts";
import { type Item, type Order, refOf } from "../../lib/order/order.ts";
import { takeBack } from "../../lib/order/take-back.ts";
import { platformClientId } from "../../lib/order/ticket.ts";
import { type Posted, track } from "../../lib/status/track.ts";
import { watch } from "../../lib/status/watch.ts";
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
  set,
  stored,
} from "../dispatch/desk.ts";
import { enrol } from "../intake/taking.ts";
import { madeFacility, statesOf } from "../order/made.ts";

const facilityRoleId = "AROAFACILITY";
const senderId = `${facilityRoleId}:${press}`;

async function openTrack() {
  const desk = await openDesk();
  const order = await dispatched(desk, await stored(desk, [{ ...books, state: "rendering" }]));
  const post = (said: Record<string, unknown>, posted: Partial<Posted> = {}) =>
    track({ ...desk, facilityRoleId }, { body: JSON.stringify(statusOf(order, said)), senderId, ...posted });
  const alerts = async () => (await desk.alerts.list("test")).map(({ kind }) => kind);
  const live = async () => (await desk.alerts.list("live")).map(({ kind }) => kind);
  return { desk, order, post, alerts, live };
}

function statusOf(order: Order, said: Record<string, unknown>) {
  const { ticketId, generation } = itemAt(order);
  return {
    v: 1,
    kind: "status",
    ticketId,
    generation,
    seq: 1,
    at: "2026-11-21T10:00:00Z",
    status: "accepted",
    ...said,
  };
}

async function unchanged(desk: Desk, order: Order): Promise<void> {
  expect(await reloaded(desk, order)).toEqual(order);
}

test("what the right facility says of a ticket it claimed moves the order along", async () => {
  const { desk, order, post, alerts } = await openTrack();
  await claimed(desk, itemAt(order));
  for (const status of ["accepted", "printing", "printed", "shipped", "delivered"]) await post({ status });
  expect(statesOf(await reloaded(desk, order))).toEqual(["delivered"]);
  const types = (await desk.taken("project")).map(({ event }) => event?.type);
  expect(types).toEqual([
    "item.queued",
    "item.accepted",
    "item.printing",
    "item.printed",
    "item.shipped",
    "order.shipped",
    "item.delivered",
    "order.delivered",
  ]);
  expect(await alerts()).toEqual([]);
});

test("parcels of items in one shipment are kept on the shipment, once each", async () => {
  const { desk, order, post } = await openTrack();
  await claimed(desk, itemAt(order));
  const parcels = [
    { carrier: "PostNL", tracking: "3S1", lines: [{ itemId: itemAt(order).id, quantity: 3 }] },
  ];
  await post({ status: "shipped", parcels });
  await post({ status: "shipped", parcels });
  expect((await reloaded(desk, order)).shipments[0]?.parcels).toEqual(parcels);
});

type Wrong = [alert: string, said: Record<string, unknown>, posted?: Partial<Posted>];

const anomalies: Wrong[] = [
  ["unclaimed_status", { status: "printed" }],
  ["stale_generation", { generation: 2 }],
  ["foreign_ticket", { ticketId: "tkt_01KAJ0000000000000000000ZZ" }],
  ["unreadable_status", { status: "folded" }],
  ["unreadable_status", { v: 2 }],
  ["unreadable_status", { ticketId: "tkt_1" }],
  ["unreadable_status", { status: "refused" }],
  ["unreadable_status", { status: "refused", reason: "bored" }],
  ["unreadable_status", {}, { body: "not JSON" }],
  ["unreadable_status", {}, { body: "null" }],
  ["unasked_recall", { status: "recalled" }],
  ["unasked_recall", { status: "recall_denied" }],
];

test("what is wrong is kept and alerted once, never applied and never blocking", async () => {
  for (const [alert, said, posted] of anomalies) {
    const { desk, order, post, alerts } = await openTrack();
    await post(said, posted);
    await post(said, posted);
    expect(await alerts(), JSON.stringify(said)).toEqual([alert]);
    await unchanged(desk, order);
  }
});

test("nobody but the facility role's own session speaks for a facility", async () => {
  const { desk, order, post, live } = await openTrack();
  await claimed(desk, itemAt(order));
  const senders = [
    `AROAOTHER:${press}`,
    `${facilityRoleId}:nowhere`,
    facilityRoleId,
    `${facilityRoleId}:`,
    "123456789012",
    "",
  ];
  for (const sender of senders) await post({}, { senderId: sender });
  expect(new Set(await live())).toEqual(new Set(["unknown_sender"]));
  expect(await live()).toHaveLength(senders.length);
  await unchanged(desk, order);
});

test("another facility's ticket is foreign, also to a facility of the other mode", async () => {
  const { desk, order, post, alerts, live } = await openTrack();
  await claimed(desk, itemAt(order));
  await enrol(desk, madeFacility({ id: "rival" }));
  await enrol(desk, madeFacility({ id: "real", mode: "live" }));
  await post({}, { senderId: `${facilityRoleId}:rival` });
  await post({}, { senderId: `${facilityRoleId}:real` });
  expect([await alerts(), await live()]).toEqual([["foreign_ticket"], ["foreign_ticket"]]);
  await unchanged(desk, order);
});

test("a ticket that we revoked is nobody's", async () => {
  const { desk, order, post, alerts } = await openTrack();
  const { ticketId } = itemAt(order);
  const revoked = { clientId: platformClientId, claimId: "revoked", at: "2026-11-21T10:00:00Z" };
  await desk.tickets.claim(claimKey(press, ticketId, 1), revoked);
  await post({ status: "printing" });
  expect(await alerts()).toEqual(["unclaimed_status"]);
  await unchanged(desk, order);
});

test("after cancelling, a recall that is answered is in order, and one that is denied is alerted", async () => {
  const { desk, order, post, alerts } = await openTrack();
  await cancelled(desk, order);
  await post({ status: "recalled" });
  expect(await alerts()).toEqual([]);
  await post({ status: "recall_denied" });
  await post({ status: "printed" });
  expect((await alerts()).sort()).toEqual(["recall_denied", "unclaimed_status"]);
  expect(statesOf(await reloaded(desk, order))).toEqual(["cancelled"]);
});

test("a refusal needs no claim: the item is taken back for another facility, and the quality is told", async () => {
  const { desk, order, post, alerts } = await openTrack();
  for (const seq of [1, 2]) await post({ status: "refused", reason: "no_stock", seq });
  const [item] = (await reloaded(desk, order)).items;
  expect(item).toMatchObject({
    ...{ state: "preparing", generation: 2, tried: [press], facilityId: null, shipmentId: null, hold: null },
    ...{ renderedDoc: null, preparedDoc: "doc", reported: { refused: false } },
  });
  expect(await claimed(desk, itemAt(order))).toBe(false);
  expect((await desk.taken(desk.facilityQueue)).map(({ kind }) => kind)).toEqual([
    "production_ticket",
    "recall",
  ]);
  expect(await desk.taken("route")).toMatchObject([{ kind: "route", generation: 2 }]);
  expect(await alerts()).toEqual([]);
  expect(await desk.quality.of(press)).toMatchObject({ refused: 1 });
});

test("what a facility claimed and then refused goes to another; its late words are nobody's business", async () => {
  const { desk, order, post, alerts } = await openTrack();
  await claimed(desk, itemAt(order));
  await post({ status: "accepted" });
  await post({ status: "refused", reason: "other", seq: 2 });
  expect((await reloaded(desk, order)).items[0]).toMatchObject({ state: "preparing", generation: 2 });
  const after = await reloaded(desk, order);
  for (const status of ["accepted", "recalled"]) await post({ status });
  expect(await alerts()).toEqual([]);
  await post({ status: "printing" });
  expect(await alerts()).toEqual(["stale_generation"]);
  expect(await reloaded(desk, order)).toEqual(after);
});

test("a facility that accepts what we took from it unclaimed is told to somebody", async () => {
  const { desk, order, post, alerts } = await openTrack();
  await takeBack(desk, refOf(order), { itemId: itemAt(order).id, generation: 1 });
  await post({ status: "accepted" });
  expect(await alerts()).toEqual(["stale_generation"]);
});

test("after three other facilities an item stays, on hold with one alert, which closes when it moves after all", async () => {
  const { desk, order, post, alerts } = await openTrack();
  await set(desk, order, { tried: ["press-a", "press-b", "press-c"] } as Partial<Item>);
  for (const seq of [1, 2]) await post({ status: "refused", reason: "overloaded", seq });
  expect((await reloaded(desk, order)).items[0]).toMatchObject({
    ...{ state: "queued", generation: 1, hold: { code: "reroutes_exhausted" } },
  });
  expect(await alerts()).toEqual(["reroutes_exhausted"]);
  expect(await desk.taken("route")).toEqual([]);
  await set(desk, order, { reported: { failed: false, refused: false, gone: false } } as Partial<Item>);
  await claimed(desk, itemAt(order));
  await post({ status: "accepted", seq: 3 });
  expect((await reloaded(desk, order)).items[0]).toMatchObject({ state: "accepted", hold: null });
  await watch(desk, { mode: "test", now: desk.clock.now() });
  expect(await alerts()).toEqual([]);
});

test("words that contradict each other hold the item and alert once, also when the first alert was lost", async () => {
  const { desk, order, post, alerts } = await openTrack();
  await claimed(desk, itemAt(order));
  await post({ status: "shipped" });
  await post({ status: "failed", reason: "jam" });
  expect((await reloaded(desk, order)).items[0]).toMatchObject({
    state: "shipped",
    hold: { code: "contradictory_reports" },
  });
  expect(await alerts()).toEqual(["contradictory_reports"]);
  await desk.alerts.close("contradictory_reports", itemAt(order).id, "test");
  await post({ status: "failed", reason: "jam" });
  expect(await alerts()).toEqual(["contradictory_reports"]);
});

test("a status that is faster than our own record of the queueing counts, if the claim is the facility's own", async () => {
  const { desk, order, post, alerts } = await openTrack();
  await set(desk, order, { state: "rendering" } as Partial<Item>);
  await post({ status: "accepted" });
  expect(await alerts()).toEqual(["unclaimed_status"]);
  await claimed(desk, itemAt(order));
  await post({ status: "accepted" });
  expect(statesOf(await reloaded(desk, order))).toEqual(["accepted"]);
  await dispatched(desk, order);
  expect(statesOf(await reloaded(desk, order))).toEqual(["accepted"]);
});

test("a ticket waits at its facility from when it lies there until somebody claims it", async () => {
  const { desk, order, post } = await openTrack();
  const waiting = async () => (await desk.ticketIndex.waiting("test", press, 9)).map(({ itemId }) => itemId);
  expect(await waiting()).toEqual([itemAt(order).id]);
  await claimed(desk, itemAt(order));
  await post({ status: "accepted" });
  expect(await waiting()).toEqual([]);
  expect(await desk.ticketIndex.find("test", itemAt(order).ticketId)).toMatchObject({ orderId: order.id });
});

test("how well a facility keeps its word is counted once an item", async () => {
  const { desk, order, post } = await openTrack();
  await set(desk, order, { shipBy: "2026-11-21T09:00:00.000Z" } as Partial<Item>);
  await claimed(desk, itemAt(order));
  for (const seq of [1, 2]) await post({ status: "shipped", seq, quantity: 2 });
  expect(await desk.quality.of(press)).toEqual({ shipped: 1, refused: 0, late: 1 });
});

test("a heartbeat is kept with our own clock's time", async () => {
  const { desk, post } = await openTrack();
  expect(await desk.heartbeats.last(press)).toBeUndefined();
  const beat = JSON.stringify({ v: 1, kind: "heartbeat", at: "1999-01-01T00:00:00Z", clientId: "press-1" });
  await post({}, { body: beat });
  expect(await desk.heartbeats.last(press)).toBe("2026-11-21T10:00:00.000Z");
});
