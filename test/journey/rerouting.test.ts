import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { facilities } from "../../lib/catalogue/facilities.ts";
import type { Ticket } from "../../lib/order/ticket.ts";
import { ItemView, type OrderView } from "../../lib/order/views.ts";
import { runClient } from "../../lib/printclient/run-client.ts";
import { Behind } from "./behind.ts";
import { Caller, eventually, orderOf, problemOf } from "./calls.ts";
import { picture } from "./files.ts";
import { Press } from "./press.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

const Added = z.object({ ok: z.object({ key: z.string() }) });

let cloud: Started;
let sources: Sources;
let merchant: Caller;
let behind: Behind;

/** Live facilities run nothing of themselves: two of them print postcards for the Netherlands. */
beforeAll(async () => {
  sources = await openSources({ "/photo.jpg": await picture(1300, 1800) });
  cloud = await started();
  merchant = new Caller(cloud.api, cloud.keyOf("sk_live_"));
  behind = new Behind(cloud);
});

afterAll(async () => {
  await sources?.close();
  await cloud?.close();
});

test("what an offline facility has not claimed goes to another, and its client, late, prints nothing", async () => {
  const order = await placed([3]);
  const made = await outputsOf(order);
  const [first = ""] = facilitiesOf(order);
  const key = await enrol(first, false);
  await cloud.laptop.clock.fire("watch/Clock");
  const moved = await queued(order.id, 2);
  const [second = ""] = facilitiesOf(moved);
  expect(second).not.toBe(first);
  // Both want the same of their files: nothing was rendered again.
  expect(await outputsOf(moved)).toEqual(made);
  expect(typesOf(moved)).toEqual(expect.arrayContaining(["item.rerouted", "item.queued"]));
  expect(await client(first, key)).toEqual([]);
  expect(await client(second, await enrol(second, true))).toEqual([
    "accepted",
    "printing",
    "printed",
    "shipped",
  ]);
  const shipped = await merchant.settled(order.id);
  expect(shipped.shipments.map(({ facilityId, state }) => [facilityId, state])).toEqual([
    [second, "shipped"],
  ]);
  expect(shipped.history?.map(({ sequence }) => sequence)).toEqual(shipped.history?.map((_, n) => n + 1));
  expect(await behind.alerts("live")).toEqual([]);
  await enrol(first, true);
});

test("two items at one facility leave in two parcels with some of each, and the merchant sees it right", async () => {
  const order = await placed([3, 2]);
  const [facilityId = ""] = facilitiesOf(order);
  const press = await Press.open(cloud, { key: await enrol(facilityId, true) });
  const [many, few] = await ticketsOf(press, order);
  for (const ticket of [many, few]) {
    await press.claim(ticket);
    await press.report(ticket, "printing");
  }
  const parcel = (tracking: string, [a, b]: [number, number]) => ({
    ...{ carrier: "PostNL", tracking, url: `https://example.org/${tracking}` },
    lines: [
      { itemId: many.itemId, quantity: a },
      { itemId: few.itemId, quantity: b },
    ].sort((one, other) => (one.itemId < other.itemId ? -1 : 1)),
  });
  const sent = async (tracking: string, copies: [number, number], seq: number) => {
    const parcels = [parcel(tracking, copies)];
    for (const [n, ticket] of [many, few].entries())
      await press.report(ticket, "shipped", { seq, quantity: copies[n], parcels });
  };
  await sent("3S1", [2, 1], 2);
  const begun = await merchant.until(order.id, ({ items }) => items.every(({ shipped }) => shipped > 0));
  expect(begun).toMatchObject({
    state: "partially_shipped",
    items: [
      { state: "printing", quantity: 3, shipped: 2 },
      { state: "printing", quantity: 2, shipped: 1 },
    ],
    shipments: [{ state: "partially_shipped", parcels: [parcel("3S1", [2, 1])] }],
  });
  await sent("3S2", [1, 1], 3);
  const done = await merchant.settled(order.id);
  expect(done.shipments).toMatchObject([
    { facilityId, state: "shipped", parcels: [parcel("3S1", [2, 1]), parcel("3S2", [1, 1])] },
  ]);
  const types = typesOf(done);
  for (const [type, times] of [
    ["item.partially_shipped", 2],
    ["item.shipped", 2],
    ["order.partially_shipped", 1],
    ["order.shipped", 1],
  ] as const)
    expect([type, types.filter((each) => each === type).length]).toEqual([type, times]);
  const events = JSON.stringify(done.history);
  expect(events).toContain('"carrier":"PostNL"');
  expect(events).not.toMatch(/3S1|example\.org/);
});

test("fewer copies are a new ticket at the same facility, once for each key", async () => {
  const order = await placed([5]);
  const [facilityId = ""] = facilitiesOf(order);
  const press = await Press.open(cloud, { key: await enrol(facilityId, true) });
  const [old] = await ticketsOf(press, order);
  const items = [{ id: old.itemId, quantity: 2 }];
  for (const _ of [1, 2]) {
    const answer = await merchant.post(
      `/orders/${order.id}/cancel`,
      { items },
      { "idempotency-key": order.id },
    );
    expect(answer.status, answer.text).toBe(200);
  }
  const less = await queued(order.id, 2);
  expect([facilitiesOf(less), less.items[0]?.quantity]).toEqual([[facilityId], 3]);
  const tickets = (await press.tickets()).filter(({ orderId }) => orderId === order.id);
  expect(tickets.map(({ generation, quantity }) => [generation, quantity])).toEqual([
    [1, 5],
    [2, 3],
  ]);
  await expect(press.claim(old)).rejects.toThrow();
  const [, latest = old] = tickets;
  await press.claim(latest);
  const late = problemOf(await merchant.post(`/orders/${order.id}/cancel`, { items }));
  expect([late.status, late.code]).toEqual([409, "too_late"]);
  await press.report(latest, "shipped");
  expect((await merchant.settled(order.id)).state).toBe("shipped");
});

test("an item is printed again from the files that were made before, as an item of its own", async () => {
  const order = await placed([2]);
  const [facilityId = ""] = facilitiesOf(order);
  const press = await Press.open(cloud, { key: await enrol(facilityId, true) });
  const [ticket] = await ticketsOf(press, order);
  const path = `/orders/${order.id}/items/${ticket.itemId}/reprint`;
  const creased = { reason: "creased", payer: "facility", quantity: 1 };
  const early = problemOf(await merchant.post(path, creased));
  expect([early.status, early.code]).toEqual([409, "not_reprintable"]);
  await press.claim(ticket);
  await press.report(ticket, "shipped");
  const shipped = await merchant.settled(order.id);
  expect(shipped.actions).toEqual(["reprint"]);
  const ask = async () => {
    const answer = await merchant.post(path, creased, { "idempotency-key": path });
    expect(answer.status, answer.text).toBe(201);
    return ItemView.parse(answer.json);
  };
  const again = await ask();
  expect((await ask()).id).toBe(again.id);
  expect(again).toMatchObject({ quantity: 1, reprintOf: { itemId: ticket.itemId, payer: "facility" } });
  const printing = await merchant.until(order.id, ({ items }) => items[1]?.state === "queued");
  expect(printing).toMatchObject({ state: "shipped", items: [{ state: "shipped" }, { id: again.id }] });
  expect(printing.items[1]?.files.map(({ sha256 }) => sha256)).toEqual(
    printing.items[0]?.files.map(({ sha256 }) => sha256),
  );
  expect(typesOf(printing)).toContain("item.reprint_requested");
});

async function placed(quantities: readonly number[]): Promise<OrderView> {
  const files = { images: [{ url: `${sources.origin}/photo.jpg` }] };
  const items = quantities.map((quantity) => ({ productId: "postcard-a6", quantity, files }));
  const { id } = await merchant.place(orderOf(items));
  return queued(id, 1);
}

function queued(id: string, generation: number): Promise<OrderView> {
  return merchant.until(id, ({ items }) =>
    items.every(({ state, route }) => state === "queued" && route?.generation === generation),
  );
}

function facilitiesOf({ items }: OrderView): string[] {
  return [...new Set(items.flatMap(({ route }) => route?.facilityId ?? []))];
}

function outputsOf({ mode, id }: OrderView): Promise<string[]> {
  return behind.objects("Files", `${mode}/${cloud.demo.merchantId}/${id}/out/`);
}

function typesOf({ history = [] }: OrderView): string[] {
  return history.map(({ type }) => type);
}

/** Enrols a facility of the catalogue again, as operators do to open and close it; answers its new key. */
async function enrol(id: string, open: boolean): Promise<string> {
  const facility = facilities.find((each) => each.id === id);
  const { body } = await cloud.laptop.functions.invoke(
    "printcloud-laptop-add-facility",
    JSON.stringify({ ...facility, open }),
  );
  return Added.parse(JSON.parse(body)).ok.key;
}

/** Runs a facility's own client until there is nothing left to do; answers what it did. */
async function client(facilityId: string, key: string): Promise<string[]> {
  const words: string[] = [];
  const running = runClient({
    ...{ facilityId, key, api: cloud.api, folder: join(cloud.folder, "late", facilityId) },
    ...{ simulate: { paceSeconds: 0 }, once: { waitSeconds: 1 } },
    log: ({ event }) => {
      if (["accepted", "printing", "printed", "shipped"].includes(event)) words.push(event);
    },
  });
  await running.done;
  return words;
}

/** The order's tickets at a facility, in the order of its items. */
async function ticketsOf(press: Press, order: OrderView): Promise<[Ticket, Ticket]> {
  const tickets = await eventually(async () => {
    const found = (await press.tickets()).filter(({ orderId }) => orderId === order.id);
    expect(found).toHaveLength(order.items.length);
    return found;
  });
  const [first, second = first] = order.items.map(({ id }) => tickets.find(({ itemId }) => itemId === id));
  if (!first || !second) throw new Error("a ticket is missing");
  return [first, second];
}
