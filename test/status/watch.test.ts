import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { deadLettersIn } from "../../lib/cloud/dead-letters.ts";
import { changeOrder, deliver, type Ledger } from "../../lib/order/change.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import { holdItem, moveItem, withEffect } from "../../lib/order/transitions.ts";
import { bury } from "../../lib/status/bury.ts";
import { watch } from "../../lib/status/watch.ts";
import { type OpenedCloud, openCloud } from "../cloud/opened.ts";
import {
  books,
  claimed,
  dispatched,
  itemAt,
  openDesk,
  press,
  reloaded,
  set,
  stored,
} from "../dispatch/desk.ts";
import { enrol } from "../intake/taking.ts";
import { madeFacility, madeOrder, statesOf } from "../order/made.ts";

const late = "2026-11-21T10:15:00.000Z";

async function kept(cloud: OpenedCloud, wish: Parameters<typeof madeOrder>[0] = {}): Promise<Order> {
  const order = madeOrder(wish);
  await cloud.orders.create(order);
  return order;
}

function round(cloud: OpenedCloud) {
  return watch(cloud, { mode: "test", now: cloud.clock.now() });
}

async function alerts(cloud: OpenedCloud): Promise<string[]> {
  return (await cloud.alerts.list("test")).map(({ kind, subject }) => `${kind} ${subject.split("/").at(-1)}`);
}

function begin(ledger: Ledger) {
  return (order: Order) => moveItem(order, { itemId: order.items[0]?.id ?? "", to: "preparing" }, ledger);
}

test("an item past its deadline opens one alert, however often the watchdog looks, and it closes when the item moved", async () => {
  const cloud = await openCloud();
  const order = await kept(cloud, {
    items: [{ deadline: late }, { deadline: "2026-11-22T10:00:00.000Z" }],
  });
  expect(await round(cloud)).toBe(0);
  cloud.clock.pass(16);
  expect(await round(cloud)).toBe(1);
  await Promise.all([round(cloud), round(cloud)]);
  expect(await alerts(cloud)).toEqual([`overdue_received ${order.items[0]?.id}`]);
  await changeOrder(cloud.ledger, refOf(order), begin(cloud.ledger));
  await round(cloud);
  expect(await alerts(cloud)).toEqual([]);
  cloud.clock.pass(31);
  await round(cloud);
  expect(await alerts(cloud)).toEqual([`overdue_preparing ${order.items[0]?.id}`]);
});

test("each mode's watchdog looks at its own orders", async () => {
  const cloud = await openCloud();
  await kept(cloud, { mode: "live", items: [{ deadline: late }] });
  cloud.clock.pass(16);
  expect(await round(cloud)).toBe(0);
  expect(await watch(cloud, { mode: "live", now: cloud.clock.now() })).toBe(1);
  expect(await cloud.alerts.list("live")).toHaveLength(1);
});

test("effects that nobody can send are alerted once, and the alert closes when they went", async () => {
  const cloud = await openCloud();
  const effect = { kind: "route", id: "o:route:1", generation: 1 } as const;
  const order = await kept(cloud);
  const never: Ledger = { ...cloud.ledger, outbox: { send: async () => [] } };
  await changeOrder(never, refOf(order), (at) => withEffect(at, effect));
  cloud.clock.pass(5);
  await round(cloud);
  expect(await alerts(cloud)).toEqual([]);
  cloud.clock.pass(6);
  await round(cloud);
  await round(cloud);
  expect(await alerts(cloud)).toEqual([`unsent ${order.id}`]);
  await deliver(cloud.ledger, (await cloud.orders.load(refOf(order))) ?? order);
  await round(cloud);
  expect(await alerts(cloud)).toEqual([]);
});

test("one order that cannot be looked at keeps no other from it, and the round fails", async () => {
  const cloud = await openCloud();
  const [bad, good] = [
    await kept(cloud, { items: [{ deadline: late }] }),
    await kept(cloud, { items: [{ deadline: late }] }),
  ];
  cloud.clock.pass(16);
  const load: typeof cloud.orders.load = (ref) =>
    ref.orderId === bad.id ? Promise.reject(new Error("throttled")) : cloud.orders.load(ref);
  const ledger = { ...cloud.ledger, orders: { ...cloud.orders, load } };
  await expect(watch({ ...cloud, ledger }, { mode: "test", now: cloud.clock.now() })).rejects.toThrow(
    AggregateError,
  );
  expect(await alerts(cloud)).toEqual([`overdue_received ${good.items[0]?.id}`]);
});

const minutesOfADay = 24 * 60;

async function openBench() {
  const desk = await openDesk();
  const order = await dispatched(desk, await stored(desk, [{ ...books, state: "rendering" }]));
  const looked = () => watch(desk, { mode: "test", now: desk.clock.now() });
  return { desk, order, looked };
}

test("a ticket that nobody claims in time goes to another facility, after the facility's own patience or a day", async () => {
  for (const [claimMinutes, patience] of [
    [undefined, minutesOfADay],
    [30, 30],
  ] as const) {
    const desk = await openDesk();
    await enrol(desk, madeFacility({ ...(claimMinutes && { claimMinutes }) }));
    const order = await dispatched(desk, await stored(desk, [{ ...books, state: "rendering" }]));
    const round = async () => {
      await watch(desk, { mode: "test", now: desk.clock.now() });
      return (await reloaded(desk, order)).items[0];
    };
    desk.clock.pass(patience - 1);
    expect(await round()).toMatchObject({ state: "queued", generation: 1 });
    desk.clock.pass(2);
    expect(await round()).toMatchObject({
      ...{ state: "preparing", generation: 2, tried: [press], deadline: expect.any(String) },
    });
    expect(await claimed(desk, itemAt(order))).toBe(false);
    expect(await desk.taken("route")).toMatchObject([{ generation: 2 }]);
    expect((await alerts(desk)).filter((alert) => !alert.startsWith("silent"))).toEqual([]);
  }
});

test("a round whose clock runs ahead loses no deadline of what it moved on", async () => {
  const { desk, order } = await openBench();
  const now = new Date(desk.clock.now().getTime() + 2 * minutesOfADay * 60_000);
  await watch(desk, { mode: "test", now });
  const [item] = (await reloaded(desk, order)).items;
  expect(item).toMatchObject({ state: "preparing", deadline: "2026-11-21T10:30:00.000Z" });
});

test("a ticket that was claimed stays where it is, with one alert, however long nothing is said", async () => {
  const { desk, order, looked } = await openBench();
  await claimed(desk, itemAt(order));
  desk.clock.pass(minutesOfADay + 1);
  await Promise.all([looked(), looked()]);
  expect((await reloaded(desk, order)).items[0]).toMatchObject({ state: "queued", generation: 1 });
  const found = (await alerts(desk)).filter((alert) => alert.startsWith("overdue"));
  expect(found).toEqual([`overdue_queued ${itemAt(order).id}`]);
});

test("a closed facility is emptied of what it has not claimed", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [
    { ...books, state: "rendering" },
    { ...books, state: "rendering" },
  ]);
  await dispatched(desk, order, 0);
  await dispatched(desk, order, 1);
  await claimed(desk, itemAt(order, 1));
  await watch(desk, { mode: "test", now: desk.clock.now() });
  expect(statesOf(await reloaded(desk, order))).toEqual(["queued", "queued"]);
  await enrol(desk, madeFacility({ open: false }));
  for (const _ of [1, 2]) await watch(desk, { mode: "test", now: desk.clock.now() });
  expect((await reloaded(desk, order)).items).toMatchObject([
    { state: "preparing", generation: 2, tried: [press] },
    { state: "queued", generation: 1 },
  ]);
  const left = await desk.ticketIndex.waiting("test", press, 9);
  expect(left.map(({ itemId }) => itemId)).toEqual([itemAt(order, 1).id]);
});

test("a facility that is silent while tickets wait opens one alert, which closes when it is heard again", async () => {
  const { desk, looked } = await openBench();
  desk.clock.pass(14);
  await looked();
  expect(await alerts(desk)).toEqual([]);
  desk.clock.pass(2);
  await Promise.all([looked(), looked()]);
  expect(await alerts(desk)).toEqual([`silent_facility ${press}`]);
  await desk.heartbeats.beat(press, desk.clock.now().toISOString());
  await looked();
  expect(await alerts(desk)).toEqual([]);
  desk.clock.pass(16);
  await looked();
  expect(await alerts(desk)).toEqual([`silent_facility ${press}`]);
});

test("a facility with nothing to claim may be silent", async () => {
  const { desk, order, looked } = await openBench();
  desk.clock.pass(16);
  await claimed(desk, itemAt(order));
  await set(desk, order, { state: "accepted" });
  await looked();
  expect(await alerts(desk)).toEqual([]);
  expect(await desk.ticketIndex.waiting("test", press, 9)).toEqual([]);
});

test("what no facility could make is routed again every quarter of an hour", async () => {
  const cloud = await openCloud();
  const hold = { code: "no_facility", since: late };
  const item = { state: "preparing", preparedDoc: "doc", hold, deadline: late } as const;
  const order = await kept(cloud, { items: [item, item] });
  cloud.clock.pass(16);
  await round(cloud);
  await round(cloud);
  expect(await cloud.taken("route")).toHaveLength(1);
  cloud.clock.pass(16);
  await round(cloud);
  expect(await cloud.taken("route")).toMatchObject([{ kind: "route", orderId: order.id }]);
  expect((await alerts(cloud)).sort()).toEqual(order.items.map(({ id }) => `overdue_preparing ${id}`).sort());
});

async function openMorgue() {
  const cloud = await openCloud();
  const dead = await cloud.makeQueue("dead");
  const morgue = (queue: string) => ({ ...cloud, deadLetters: deadLettersIn(cloud.sqs, { [queue]: dead }) });
  const letter = (body: unknown) =>
    cloud.sqs.send(
      new SendMessageCommand({
        QueueUrl: dead,
        MessageBody: typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
  return { cloud, dead, morgue, letter };
}

test("a dead letter holds its item, opens one alert, and stays; a move ends the hold", async () => {
  const { cloud, dead, morgue, letter } = await openMorgue();
  const order = await kept(cloud, { items: [{}, {}] });
  const itemId = order.items[0]?.id ?? "";
  await letter({ v: 1, kind: "prepare", ...refOf(order), itemId, generation: 1, effectId: "e" });
  expect(await bury(morgue("prepare"), cloud.clock.now())).toBe(1);
  await letter({ v: 1, kind: "prepare", ...refOf(order), itemId, generation: 1, effectId: "e" });
  expect(await bury(morgue("prepare"), cloud.clock.now())).toBe(2);
  expect(await alerts(cloud)).toEqual([`dead_letter_prepare ${itemId}`]);
  const held = await cloud.orders.load(refOf(order));
  expect(held?.items.map(({ hold }) => hold?.code)).toEqual(["stuck", undefined]);
  expect((await cloud.taken("project")).map(({ event }) => event?.type)).toEqual(["item.on_hold"]);
  const moved = await changeOrder(cloud.ledger, refOf(order), begin(cloud.ledger));
  expect(moved.items[0]?.hold).toBeNull();
  expect(await cloud.taken(dead)).toHaveLength(2);
});

test("a letter of an old generation holds nothing", async () => {
  const { cloud, morgue, letter } = await openMorgue();
  const order = await kept(cloud, { items: [{ state: "preparing", generation: 2 }] });
  const { ticketId = "tkt_", id: itemId = "itm_" } = order.items[0] ?? {};
  await cloud.ticketIndex.put(ticketId, { ...refOf(order), itemId });
  await letter({ v: 1, kind: "render", ...refOf(order), itemId, generation: 1, effectId: "e" });
  await letter({ v: 1, kind: "production_ticket", ticketId, generation: 1, key: "k" });
  await bury(morgue("render"), cloud.clock.now());
  expect((await cloud.orders.load(refOf(order)))?.items[0]?.hold).toBeNull();
  await letter({ v: 1, kind: "render", ...refOf(order), itemId, generation: 2, effectId: "e" });
  await bury(morgue("render"), cloud.clock.now());
  expect((await cloud.orders.load(refOf(order)))?.items[0]?.hold?.code).toBe("stuck");
});

test("a letter about an order holds what is under way of it; a dead event holds nothing", async () => {
  const { cloud, morgue, letter } = await openMorgue();
  const order = await kept(cloud, { items: [{ state: "preparing" }, { state: "failed" }] });
  await letter({ v: 1, kind: "route", ...refOf(order), generation: 1, effectId: "e" });
  await bury(morgue("project"), cloud.clock.now());
  expect((await cloud.orders.load(refOf(order)))?.version).toBe(1);
  await bury(morgue("route"), cloud.clock.now());
  expect((await cloud.orders.load(refOf(order)))?.items.map(({ hold }) => hold?.code)).toEqual([
    "stuck",
    undefined,
  ]);
  expect(await alerts(cloud)).toEqual(["dead_letter_project order", "dead_letter_route order"]);
});

test("letters that name nobody, nothing, or an order that never was are alerted and disturb no other", async () => {
  const { cloud, morgue, letter } = await openMorgue();
  const order = await kept(cloud);
  const { ticketId, id: itemId } = order.items[0] ?? { ticketId: "tkt_", id: "itm_" };
  await cloud.ticketIndex.put(ticketId as `tkt_${string}`, { ...refOf(order), itemId });
  for (const body of ["not JSON", "null", '{"ticketId":"x"}', `${"\u{1F4D6}".repeat(1500)}`])
    await letter(body);
  await letter({ v: 1, kind: "prepare", ...refOf(madeOrder()), generation: 1, effectId: "e" });
  await letter({ v: 1, kind: "recall", ticketId, generation: 1 });
  expect(await bury(morgue("facilities"), cloud.clock.now())).toBe(6);
  expect(await cloud.alerts.list("live")).toHaveLength(4);
  expect(await cloud.alerts.list("test")).toHaveLength(2);
  const held = await cloud.orders.load(refOf(order));
  expect([held?.items[0]?.hold?.code, ...statesOf(held)]).toEqual(["stuck", "received"]);
  expect(holdItem(held ?? order, { itemId, code: "stuck" }, cloud.ledger)).toBe(held);
});

test("a dead preflight opens an alert in its own mode, and holds nothing", async () => {
  const { cloud, morgue, letter } = await openMorgue();
  const preflightId = "pfl_01ARZ3NDEKTSV4RRFFQ69G5FAV";
  await letter({ v: 1, kind: "preflight", mode: "test", merchantId: "mer_x", preflightId, effectId: "e" });
  await letter("no JSON");
  expect(await bury(morgue("preflight"), cloud.clock.now())).toBe(2);
  expect(await alerts(cloud)).toEqual([`dead_letter_preflight ${preflightId}`]);
  expect(await cloud.alerts.list("live")).toHaveLength(1);
});
