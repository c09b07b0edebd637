import { expect, test } from "vitest";
import { Rejected } from "../../lib/order/errors.ts";
import type { PositionedEvent } from "../../lib/order/event.ts";
import { follow } from "../../lib/storefront/follow.ts";
import type { Errand } from "../../lib/storefront/ports.ts";
import { merchantsIn, publicationsIn, sessionsIn } from "../../lib/storefront/rows.ts";
import { owner, stranger } from "../order/made.ts";
import { memoryTable } from "./memory-table.ts";
import { madePublication, openWorld } from "./world.ts";

/** Two merchants that sell, one order of the first, and the feed that the platform has for each. */
async function opened(feedOf: (merchantId: string) => PositionedEvent[]) {
  const table = memoryTable();
  const rung: Errand[] = [];
  const publications = publicationsIn(table);
  await publications.create(madePublication({ merchantId: stranger.merchantId }));
  await publications.create(madePublication());
  const bell = { ring: async (errand: Errand) => void rung.push(errand) };
  const sessions = { ...sessionsIn(table), ofOrder: async () => "ses_test_0" as const };
  const platform = {
    events: async ({ merchantId }: { merchantId: string }, after: number) =>
      feedOf(merchantId).filter(({ position }) => position > after),
  };
  const merchants = merchantsIn(table);
  for (const { merchantId: sk } of [owner, stranger])
    await table.put({ pk: "test#busy", sk, busyUntil: "2026-11-21T11:00:00.000Z" });
  return { ports: { sessions, merchants, platform, bell, clock: openWorld().clock }, rung, merchants };
}

function event(position: number, type: PositionedEvent["type"]): PositionedEvent {
  const orderId = "ord_01KAKZ9YH3M2Q8V5T7W0X40000";
  const id = "evt_01KAKZ9YH3M2Q8V5T7W0X40000";
  const occurredAt = "2026-11-21T10:00:00.000Z";
  return {
    id,
    type,
    mode: "test",
    orderId,
    itemId: null,
    sequence: position,
    position,
    occurredAt,
    data: {},
  };
}

test("news of an order rings once, and is not read again", async () => {
  const { ports, rung, merchants } = await opened((merchantId) =>
    merchantId === owner.merchantId
      ? [event(1, "item.rendered"), event(2, "item.shipped"), event(3, "order.shipped")]
      : [],
  );
  expect(await follow(ports, "test")).toBe(1);
  expect(rung).toEqual([{ kind: "settle", sessionId: "ses_test_0" }]);
  expect(await follow(ports, "test")).toBe(0);
  expect(rung).toHaveLength(1);
  const read = await merchants.list("test");
  expect(read.find(({ merchantId }) => merchantId === owner.merchantId)?.position).toBe(3);
});

test("a merchant who took the grant back keeps no other's shoppers waiting, and is told of", async () => {
  const { ports, rung } = await opened((merchantId) => {
    if (merchantId === stranger.merchantId) throw new Rejected("forbidden", "not granted");
    return [event(1, "order.failed")];
  });
  await expect(follow(ports, "test")).rejects.toThrow("1 of 2 feeds");
  expect(rung).toHaveLength(1);
});

test("a merchant without an open order is asked once in a quarter of an hour", async () => {
  const asked: string[] = [];
  const { ports } = await opened((merchantId) => {
    asked.push(merchantId);
    return [];
  });
  const { clock } = openWorld();
  clock.pass(61);
  for (let minute = 0; minute < 30; minute++, clock.pass(1)) await follow({ ...ports, clock }, "test");
  expect(asked.toSorted()).toEqual(
    [owner, owner, stranger, stranger].map(({ merchantId }) => merchantId).toSorted(),
  );
});
