import { expect, test } from "vitest";
import { recall } from "../../lib/dispatch/recall.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import { RecallRequest } from "../../lib/order/requests.ts";
import { track } from "../../lib/status/track.ts";
import { statesOf } from "../order/made.ts";
import { books, claimed, type Desk, dispatched, itemAt, openDesk, press, reloaded, stored } from "./desk.ts";

const facilityRoleId = "AROAFACILITY";

async function queued(desk: Desk): Promise<Order> {
  return dispatched(desk, await stored(desk, [{ ...books, state: "rendering" }]));
}

function recalled(desk: Desk, order: Order, purpose?: "reroute" | "cancel") {
  const { id: itemId } = itemAt(order);
  return recall(desk, RecallRequest.parse({ ...refOf(order), itemId, ...(purpose && { purpose }) }));
}

function said(desk: Desk, order: Order, word: { status: string; seq: number }) {
  const { ticketId, generation } = itemAt(order);
  const at = desk.clock.now().toISOString();
  const body = JSON.stringify({ v: 1, kind: "status", ticketId, generation, ...word, at });
  return track({ ...desk, facilityRoleId }, { body, senderId: `${facilityRoleId}:${press}` });
}

async function accepted(desk: Desk): Promise<Order> {
  const order = await queued(desk);
  await claimed(desk, itemAt(order));
  await said(desk, order, { status: "accepted", seq: 1 });
  await desk.taken(desk.facilityQueue);
  return order;
}

test("what nobody has claimed is taken back at once, for another facility or for good", async () => {
  const desk = await openDesk();
  const [one, other] = [await queued(desk), await queued(desk)];
  await desk.taken(desk.facilityQueue);
  expect(await recalled(desk, one)).toMatchObject({ outcome: "rerouted", item: { state: "preparing" } });
  expect(await recalled(desk, other, "cancel")).toMatchObject({ outcome: "cancelled" });
  expect((await desk.taken(desk.facilityQueue)).map(({ kind }) => kind)).toEqual(["recall", "recall"]);
  expect(await claimed(desk, itemAt(one))).toBe(false);
  expect(statesOf(await reloaded(desk, other))).toEqual(["cancelled"]);
});

test("what was claimed changes only when the facility answers", async () => {
  const desk = await openDesk();
  for (const [purpose, state, generation] of [
    ["reroute", "preparing", 2],
    ["cancel", "cancelled", 1],
  ] as const) {
    const order = await accepted(desk);
    expect(await recalled(desk, order, purpose)).toMatchObject({
      outcome: "claimed",
      item: { state: "accepted" },
    });
    expect((await desk.taken(desk.facilityQueue)).map(({ kind }) => kind)).toEqual(["recall"]);
    await said(desk, order, { status: "recalled", seq: 2 });
    expect((await reloaded(desk, order)).items[0]).toMatchObject({ state, generation });
  }
  expect(await desk.alerts.list("test")).toEqual([]);
});

test("a recall that is denied is told to somebody, and the facility goes on", async () => {
  const desk = await openDesk();
  const order = await accepted(desk);
  await recalled(desk, order);
  await said(desk, order, { status: "recall_denied", seq: 2 });
  await said(desk, order, { status: "printing", seq: 3 });
  expect((await reloaded(desk, order)).items[0]).toMatchObject({ state: "printing", generation: 1 });
  expect((await desk.alerts.list("test")).map(({ kind }) => kind)).toEqual(["recall_denied"]);
  await expect(recalled(desk, order)).rejects.toMatchObject({
    code: "too_late",
    blame: { given: "printing" },
  });
});

test("an item of no order is not found", async () => {
  const desk = await openDesk();
  const [order, other] = [await queued(desk), await queued(desk)];
  const request = { ...refOf(order), itemId: itemAt(other).id, purpose: "cancel" } as const;
  await expect(recall(desk, request)).rejects.toMatchObject({ code: "not_found" });
});
