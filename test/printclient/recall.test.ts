import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually, once, saw, start, startSimulated, wordsByTicket } from "./clients.ts";
import { openPlatform } from "./platform.ts";

test("a ticket that is not being printed is given back, and its files go", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const client = await start(platform);
  await saw(client, "accepted");
  await platform.recall(ticket);
  await saw(client, "recalled");
  await client.stop();
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(["accepted", "recalled"]);
  expect(await readdir(join(client.folder, "tickets", ticket.ticketId))).toEqual([]);
  expect(await platform.waiting()).toBe(0);
});

test("a ticket recalled while it downloads leaves nothing in the folder", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const recalled = Promise.withResolvers<void>();
  platform.interfere.s3 = async (call, next) => {
    if (call.path.endsWith(".pdf")) await recalled.promise;
    return await next(call);
  };
  const client = await start(platform);
  await saw(client, "claimed");
  await platform.recall(ticket);
  await saw(client, "recalled");
  recalled.resolve();
  const entries = () => readdir(join(client.folder, "tickets", ticket.ticketId)).catch(() => []);
  await eventually(entries, (seen) => seen.length === 0);
  await client.stop();
  expect((await platform.statuses()).map(({ status }) => status)).toEqual(["recalled"]);
});

test("a recall that comes twice is answered once", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const { folder, done } = await start(platform, { once });
  await done;
  await platform.recall(ticket);
  await platform.recall(ticket);
  await (await start(platform, { folder, once })).done;
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(["accepted", "recalled"]);
});

test("what may be on paper is not given back", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const client = await startSimulated(platform, { once });
  await client.done;
  await platform.recall(ticket);
  await (await startSimulated(platform, { folder: client.folder, once })).done;
  const words = wordsByTicket(await platform.statuses()).get(ticket.ticketId);
  expect(words).toEqual(["accepted", "printing", "printed", "shipped", "recall_denied"]);
});

test("a recall reaches the client that holds the ticket, whichever hears it first", async () => {
  const platform = await openPlatform();
  const holder = await start(platform);
  const tickets = await Promise.all(Array.from({ length: 5 }, () => platform.publish()));
  const accepted = () => holder.lines.filter(({ event }) => event === "accepted").length;
  await eventually(accepted, (count) => count === 5);
  await saw(await start(platform), "connected");
  for (const ticket of tickets) await platform.recall(ticket);
  const recalled = () => holder.lines.filter(({ event }) => event === "recalled").length;
  await eventually(recalled, (count) => count === 5);
});

test("a recall that cannot be looked into now comes back, and stops nothing", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ bell: false });
  await platform.claim(ticket);
  platform.interfere.s3 = async (call, next) =>
    call.path.endsWith("/claim") ? { status: 200, body: "no JSON" } : await next(call);
  await platform.recall(ticket);
  const client = await startSimulated(platform);
  await saw(client, "postponed");
  platform.interfere.s3 = (call, next) => next(call);
  await platform.publish();
  await saw(client, "shipped");
  await eventually(platform.waiting, (count) => count === 0);
});

test("a recall of what the platform revoked itself needs no answer", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ bell: false });
  await platform.claim(ticket);
  await platform.recall(ticket);
  await (await start(platform, { once })).done;
  expect(await platform.statuses()).toEqual([]);
  expect(await platform.waiting()).toBe(0);
});
