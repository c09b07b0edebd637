import fc from "fast-check";
import { expect, test } from "vitest";
import { feedIn } from "../../lib/cloud/feed.ts";
import { systemIds } from "../../lib/cloud/system.ts";
import type { Table } from "../../lib/cloud/table.ts";
import { EventMessage } from "../../lib/order/messages.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import type { Owner } from "../../lib/order/ports.ts";
import { project } from "../../lib/status/project.ts";
import { showFeed } from "../../lib/status/show-feed.ts";
import { type OpenedCloud, openCloud } from "../cloud/opened.ts";
import { madeOrder, owner, stranger } from "../order/made.ts";

function messageOf(order: Order, sequence: number): EventMessage {
  const ref = refOf(order);
  const event = {
    ...{ id: systemIds.next("evt"), type: "item.queued", mode: ref.mode, orderId: ref.orderId, itemId: null },
    ...{ sequence, occurredAt: "2026-11-21T10:00:00.000Z", data: { n: sequence } },
  };
  return EventMessage.parse({
    v: 1,
    kind: "event",
    ...ref,
    effectId: `${order.id}:event:${sequence}`,
    event,
  });
}

function messagesOf(order: Order, count: number): EventMessage[] {
  return Array.from({ length: count }, (_, n) => messageOf(order, n + 1));
}

async function positions({ feed }: OpenedCloud, of: Owner): Promise<number[]> {
  return (await feed.read(of, 0, 100)).map(({ position }) => position);
}

test("events get positions from one without gaps, duplicates keep their first", async () => {
  const cloud = await openCloud();
  const [a, b] = [messagesOf(madeOrder(), 3), messagesOf(madeOrder(), 2)];
  for (const message of [...a, ...b, ...a, ...b.slice(1)]) await project(cloud.feed, message);
  expect(await positions(cloud, owner)).toEqual([1, 2, 3, 4, 5]);
  expect((await cloud.feed.read(owner, 0, 9)).map(({ id }) => id)).toEqual(
    [...a, ...b].map(({ event }) => event.id),
  );
  expect(
    (await cloud.feed.ofOrder({ ...owner, orderId: a[0]?.orderId ?? "ord_" })).map(
      ({ sequence }) => sequence,
    ),
  ).toEqual([1, 2, 3]);
});

/** A table whose writes fail from the n-th on: a projector that dies there. */
function dyingAt(table: Table, write: number): Table {
  let writes = 0;
  return {
    ...table,
    put: (...call) => (++writes >= write ? Promise.reject(new Error("killed")) : table.put(...call)),
  };
}

test("a projector that dies at any of its writes leaves no gap and no double when it goes on", async () => {
  const cloud = await openCloud();
  const crash = fc.record({ order: fc.nat(2), at: fc.integer({ min: 1, max: 4 }) });
  let merchants = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(crash, { minLength: 1, maxLength: 8 }), async (crashes) => {
      const merchantId = `mer_${String(++merchants).padStart(26, "0")}` as const;
      const orders = [0, 1, 2].map(() => madeOrder({ merchantId }));
      const next = [1, 1, 1];
      for (const { order, at } of crashes) {
        const [sequence = 1, of = madeOrder()] = [next[order], orders[order]];
        const message = messageOf(of, sequence);
        await feedIn(dyingAt(cloud.rows, at))
          .append(message)
          .catch(() => undefined);
        await cloud.feed.append(message);
        next[order] = sequence + 1;
      }
      const read = await cloud.feed.read({ mode: "test", merchantId }, 0, 100);
      expect(read.map(({ position }) => position)).toEqual(crashes.map((_, n) => n + 1));
      expect(new Set(read.map(({ id }) => id)).size).toBe(crashes.length);
    }),
    { numRuns: 8 },
  );
});

test("two projectors at one event give it one place", async () => {
  const cloud = await openCloud();
  const messages = messagesOf(madeOrder(), 10);
  await Promise.all(
    [0, 1, 2].map(async () => {
      for (const message of messages) await cloud.feed.append(message);
    }),
  );
  expect(await positions(cloud, owner)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("modes and merchants do not mix", async () => {
  const cloud = await openCloud();
  const live: Owner = { ...owner, mode: "live" };
  for (const of of [owner, live, stranger]) {
    for (const message of messagesOf(madeOrder(of), 2)) await cloud.feed.append(message);
  }
  for (const of of [owner, live, stranger]) {
    const { items } = await showFeed(cloud.feed, of, { after: 0, limit: 10 });
    expect(items.map(({ position, mode }) => [position, mode])).toEqual([
      [1, of.mode],
      [2, of.mode],
    ]);
  }
});

test("who polls after a position gets what comes next, a page at a time, and a cursor only while there is news", async () => {
  const cloud = await openCloud();
  for (const message of messagesOf(madeOrder(), 5)) await cloud.feed.append(message);
  const seen: number[] = [];
  let cursor: string | null = "0";
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof showFeed>> = await showFeed(cloud.feed, owner, {
      after: Number(cursor),
      limit: 2,
    });
    seen.push(...page.items.map(({ position }) => position));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(await showFeed(cloud.feed, owner, { after: 999_999_999_998, limit: 1 })).toEqual({
    items: [],
    nextCursor: null,
  });
});
