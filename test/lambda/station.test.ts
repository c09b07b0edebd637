import type { SQSRecord } from "aws-lambda";
import { expect, test } from "vitest";
import * as z from "zod";
import { reading, station, type Work } from "../../lib/lambda/queue.ts";
import { Rejected, Unavailable } from "../../lib/order/errors.ts";
import type { StationName } from "../../lib/order/line.ts";

interface Hidden {
  readonly handles: readonly string[];
  readonly seconds: number;
}

function recordOf(
  name: string,
  { attempt = 1, group, body = name }: { attempt?: number; group?: string; body?: string } = {},
) {
  const attributes = {
    ApproximateReceiveCount: String(attempt),
    SenderId: "AROA:press",
    ...(group && { MessageGroupId: group }),
  };
  return { messageId: name, receiptHandle: `handle-${name}`, body, attributes } as unknown as SQSRecord; // all that is read
}

/** Has a station work a batch; answers what went back, what was hidden for how long, and what was worked. */
async function worked(name: StationName, records: SQSRecord[], work: Work) {
  const hidden: Hidden[] = [];
  const seen: string[] = [];
  const visibility = {
    hide: async (handles: readonly string[], seconds: number) => {
      hidden.push({ handles, seconds });
    },
  };
  const watching: Work = (body, delivery) => {
    seen.push(body);
    return work(body, delivery);
  };
  const handler = station(name, visibility, watching);
  const { batchItemFailures } = await handler({ Records: records }, {} as never);
  return { back: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), hidden, seen };
}

const fails =
  (fault: unknown, ...bodies: string[]): Work =>
  (body) =>
    bodies.includes(body) ? Promise.reject(fault) : Promise.resolve();

test("of a batch only what failed goes back", async () => {
  const records = ["a", "b", "c"].map((name) => recordOf(name));
  const { back, seen } = await worked("track", records, fails(new Error("ours"), "b"));
  expect([back, seen]).toEqual([["b"], ["a", "b", "c"]]);
});

test("what is rejected is done: it is on record", async () => {
  const { back } = await worked("track", [recordOf("a")], fails(new Rejected("damaged_file", "no PDF"), "a"));
  expect(back).toEqual([]);
});

test("messages are hidden for a minute while they are worked on", async () => {
  const { hidden } = await worked("track", [recordOf("a"), recordOf("b")], async () => undefined);
  expect(hidden).toEqual([{ handles: ["handle-a", "handle-b"], seconds: 60 }]);
});

test("the world's fault waits longer each time, at random, and never longer than three hours", async () => {
  const waits = async (attempt: number) => {
    const runs = Array.from({ length: 30 }, () =>
      worked("prepare", [recordOf("a", { attempt })], fails(new Unavailable("source is away"), "a")),
    );
    const ended = await Promise.all(runs);
    for (const { back } of ended) expect(back).toEqual(["a"]);
    return ended.map(({ hidden }) => hidden.at(-1)?.seconds ?? 0);
  };
  const [first, second, sixth] = [await waits(1), await waits(2), await waits(6)];
  expect(Math.max(...first)).toBeLessThanOrEqual(10);
  expect(Math.max(...second)).toBeGreaterThan(10);
  expect(Math.max(...sixth)).toBeLessThanOrEqual(10_800);
  for (const seconds of [...first, ...second, ...sixth])
    expect(Number.isInteger(seconds) && seconds > 0).toBe(true);
  expect(new Set(second).size).toBeGreaterThan(5);
});

test("our own fault comes back after the minute it was hidden for", async () => {
  const { back, hidden } = await worked("prepare", [recordOf("a")], fails(new TypeError("bug"), "a"));
  expect([back, hidden.length]).toEqual([["a"], 1]);
});

test("a visibility that cannot be set stops no work and sends nothing back", async () => {
  const visibility = { hide: () => Promise.reject(new Error("SQS is away")) };
  const handler = station("track", visibility, fails(new Unavailable("away"), "b"));
  const { batchItemFailures } = await handler({ Records: [recordOf("a"), recordOf("b")] }, {} as never);
  expect(batchItemFailures).toEqual([{ itemIdentifier: "b" }]);
});

test("in a FIFO queue what follows a failure in its group goes back unworked, and other groups go on", async () => {
  const records = [
    recordOf("a1", { group: "a" }),
    recordOf("b1", { group: "b" }),
    recordOf("a2", { group: "a" }),
    recordOf("b2", { group: "b" }),
    recordOf("a3", { group: "a" }),
  ];
  const { back, seen } = await worked("project", records, fails(new Error("ours"), "a2"));
  expect([back, seen]).toEqual([
    ["a2", "a3"],
    ["a1", "b1", "a2", "b2"],
  ]);
});

test("a FIFO batch is worked one after the other", async () => {
  let running = 0;
  const work: Work = async () => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
  };
  const { back } = await worked(
    "project",
    ["a", "b", "c"].map((name) => recordOf(name, { group: "g" })),
    work,
  );
  expect(back).toEqual([]);
});

test("bad JSON and unknown versions go back, until they are dead", async () => {
  const work = reading(z.object({ v: z.literal(1) }), async () => undefined);
  const records = ['{"v":1,"new":"field"}', "{", '{"v":2}', "null"].map((body, n) =>
    recordOf(String(n), { body }),
  );
  expect((await worked("route", records, work)).back).toEqual(["1", "2", "3"]);
});

test("work is told which try it is, whether it is the last, and who sent it", async () => {
  const told: unknown[] = [];
  const work: Work = async (_, delivery) => void told.push(delivery);
  await worked("prepare", [recordOf("a", { attempt: 1 })], work);
  await worked("prepare", [recordOf("a", { attempt: 6 })], work);
  expect(told).toEqual([
    { attempt: 1, last: false, senderId: "AROA:press" },
    { attempt: 6, last: true, senderId: "AROA:press" },
  ]);
});
