import { createHash } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { dispatch } from "../../lib/dispatch/dispatch.ts";
import type { Ledger } from "../../lib/order/change.ts";
import { ticketKey, ticketPrefix } from "../../lib/order/keys.ts";
import type { Order } from "../../lib/order/order.ts";
import { Bell, Ticket } from "../../lib/order/ticket.ts";
import { ticketsBucket } from "../cloud/opened.ts";
import { madeOrder, recipient, statesOf } from "../order/made.ts";
import {
  books,
  type Desk,
  dispatched,
  itemAt,
  messageTo,
  objects,
  openDesk,
  press,
  reloaded,
  routed,
  set,
  stored,
} from "./desk.ts";

const rendering = { ...books, state: "rendering" } as const;

async function ticketOf(desk: Desk, order: Order, place = 0): Promise<{ text: string; ticket: Ticket }> {
  const { ticketId, generation } = itemAt(order, place);
  const Key = ticketKey(press, ticketId, generation);
  const { Body } = await desk.s3.send(new GetObjectCommand({ Bucket: ticketsBucket, Key }));
  const text = (await Body?.transformToString()) ?? "";
  return { text, ticket: Ticket.parse(JSON.parse(text)) };
}

test("a rendered item becomes a complete ticket with its files where the facility reads, and its bell is rung", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [rendering], { merchantReference: "INV-1" });
  const after = await dispatched(desk, order);
  const { ticketId, id } = itemAt(order);
  const prefix = ticketPrefix(press, ticketId, 1);
  const { ticket } = await ticketOf(desk, order);
  const listed = ticket.files.map(({ key }) => key);
  expect(await objects(desk)).toEqual([...listed, `${prefix}ticket.json`, `${prefix}ticket.xjdf`].sort());
  expect(ticket).toMatchObject({ ticketId, itemId: id, quantity: 3, merchantReference: "INV-1", recipient });
  expect(ticket.product).toMatchObject({ id: "softcover-a4", paper: "150 g silk", pages: 24 });
  expect(ticket.files.map(({ role }) => role)).toEqual(["inside", "cover", "slip", "jobticket"]);
  expect(listed.slice(0, 2)).toEqual([`${prefix}inside.pdf`, `${prefix}cover.pdf`]);
  expect(ticket.shipBy).toBe("2026-11-23T10:00:00.000Z");
  expect(statesOf(after)).toEqual(["queued"]);
  const [bell] = await desk.taken(desk.facilityQueue);
  expect(Bell.parse(bell)).toMatchObject({
    kind: "production_ticket",
    ticketId,
    key: `${prefix}ticket.json`,
  });
  expect(await desk.ticketIndex.find("test", ticketId)).toMatchObject({ orderId: order.id, itemId: id });
  expect(await desk.ticketIndex.find("live", ticketId)).toBeUndefined();
  expect((await desk.taken("project")).map(({ event }) => event?.type)).toEqual(["item.queued"]);
});

test("a ticket tells what was chosen among the product's options, and nothing where nothing was", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [
    { ...rendering, options: { wrap: "mirror" } },
    { ...rendering, options: {} },
  ]);
  await dispatched(desk, order);
  expect((await ticketOf(desk, order)).ticket.product.options).toEqual({ wrap: "mirror" });
  await dispatched(desk, order, 1);
  expect((await ticketOf(desk, order, 1)).ticket.product).not.toHaveProperty("options");
});

test("the copied files are the rendered ones", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [rendering]);
  await dispatched(desk, order);
  for (const { role, key, parts } of (await ticketOf(desk, order)).ticket.files) {
    const { Body } = await desk.s3.send(new GetObjectCommand({ Bucket: ticketsBucket, Key: key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    if (role === "inside" || role === "cover")
      expect(Buffer.from(bytes).toString()).toBe(JSON.stringify(role));
    else expect(createHash("sha256").update(bytes).digest("hex")).toBe(parts[0]?.sha256);
  }
});

test("a ticket holds no more of a person than the recipient", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [rendering], { metadata: { note: "for Ada Canary's birthday" } });
  await dispatched(desk, order);
  const { recipient: _, ...rest } = (await ticketOf(desk, order)).ticket;
  expect(JSON.stringify(rest)).not.toMatch(/canary/i);
  expect(rest).not.toHaveProperty("metadata");
});

test("a shipment's size counts what is still coming", async () => {
  const desk = await openDesk();
  const other = { ...routed, productId: "poster-a3" };
  const order = await stored(desk, [
    rendering,
    { ...other, state: "routed" },
    { ...other, state: "cancelled" },
    { ...other, state: "failed" },
    { productId: "poster-a3", state: "preparing" },
  ]);
  await dispatched(desk, order);
  expect((await ticketOf(desk, order)).ticket.shipment.items).toBe(2);
});

test("dispatched twice, the bell is rung once and the ticket stays as it was first written", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [rendering]);
  const never: Ledger = {
    ...desk.ledger,
    orders: { ...desk.orders, save: () => Promise.reject(new Error("crash")) },
  };
  await expect(dispatch({ ...desk, ledger: never }, messageTo(order))).rejects.toThrow("crash");
  const { text } = await ticketOf(desk, order);
  expect(await desk.taken(desk.facilityQueue)).toEqual([]);
  desk.clock.pass(60);
  await dispatched(desk, order);
  await dispatched(desk, order);
  expect((await ticketOf(desk, order)).text).toBe(text);
  expect(await desk.taken(desk.facilityQueue)).toHaveLength(1);
  expect((await reloaded(desk, order)).sequence).toBe(1);
});

test("two workers at once lay one ticket and queue the item once", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [rendering]);
  await Promise.all([dispatch(desk, messageTo(order)), dispatch(desk, messageTo(order))]);
  expect(await desk.taken(desk.facilityQueue)).toHaveLength(1);
  expect(await reloaded(desk, order)).toMatchObject({ sequence: 1, effects: [] });
});

test("what is not rendered, not of this generation, or cancelled is not laid", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [rendering, { ...books, state: "routed" }]);
  await dispatch(desk, { ...messageTo(order), generation: 2 });
  await dispatch(desk, messageTo(order, 1));
  await dispatch(desk, messageTo(madeOrder()));
  await set(desk, order, { state: "cancelled" });
  await dispatch(desk, messageTo(order));
  expect(await objects(desk)).toEqual([]);
});

test("an item that is cancelled while its ticket is laid is not queued", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [rendering]);
  const slow = {
    ...desk.ticketIndex,
    put: async (...row: Parameters<typeof desk.ticketIndex.put>) => {
      await set(desk, order, { state: "cancelled" });
      await desk.ticketIndex.put(...row);
    },
  };
  await dispatch({ ...desk, ticketIndex: slow }, messageTo(order));
  expect(statesOf(await reloaded(desk, order))).toEqual(["cancelled"]);
  expect(await desk.taken(desk.facilityQueue)).toEqual([]);
});

test("an order whose facility is gone is ours to look at: its message goes back", async () => {
  const desk = await openDesk();
  const order = await stored(desk, [{ ...rendering, facilityId: "nowhere" }]);
  await expect(dispatch(desk, messageTo(order))).rejects.toThrow("no facility nowhere any more");
});

test("what crosses a customs border says heading, origin, weight and value; what does not says nothing", async () => {
  const desk = await openDesk();
  const abroad = await stored(desk, [rendering], { countryCode: "US" });
  await dispatched(desk, abroad);
  expect((await ticketOf(desk, abroad)).ticket.customs).toMatchObject({
    hsCode: "4901.99",
    originCountry: "NL",
  });
  const within = await stored(desk, [rendering], { countryCode: "DE" });
  await dispatched(desk, within);
  expect((await ticketOf(desk, within)).ticket).not.toHaveProperty("customs");
});

test("a ticket says what its facility is owed, shipping shared by weight, and the item keeps it", async () => {
  const desk = await openDesk();
  const [one, two] = [await stored(desk, [rendering]), await stored(desk, [rendering, rendering])];
  const alone = itemAt(await dispatched(desk, one)).owed;
  await dispatched(desk, two);
  const shared = itemAt(await dispatched(desk, two, 1), 1).owed;
  expect(alone).toEqual((await ticketOf(desk, one)).ticket.owed);
  expect(Number(shared?.amount)).toBeLessThan(Number(alone?.amount));
  expect(Number(shared?.amount)).toBeGreaterThan(0);
});
