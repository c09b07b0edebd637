import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Ticket } from "../../lib/order/ticket.ts";
import { jobFolder } from "../../lib/printclient/download.ts";
import { eventually, once, start, startSimulated, whole, wordsByTicket } from "./clients.ts";
import { openPlatform } from "./platform.ts";

test("a ticket that rings is claimed, downloaded whole, and taken through to shipped with a parcel", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ parts: [70_000, 50_000, 1] });
  const client = await startSimulated(platform, { once });
  await client.done;
  const folder = jobFolder(client.folder, ticket);
  expect(await readdir(folder)).toEqual(["inside.pdf", "ticket.json"]);
  expect(await readFile(join(folder, "inside.pdf"))).toEqual(ticket.files.get("inside.pdf"));
  const { itemId } = Ticket.parse(JSON.parse(await readFile(join(folder, "ticket.json"), "utf8")));
  const statuses = await platform.statuses();
  expect(statuses.map(({ seq, status }) => [seq, status])).toEqual(whole.map((word, at) => [at + 1, word]));
  expect(statuses[3]?.parcels?.[0]?.lines).toEqual([{ itemId, quantity: 3 }]);
  expect(await platform.waiting()).toBe(0);
});

test("a ticket that no message tells of is found in the bucket", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish({ bell: false });
  await (await startSimulated(platform, { once })).done;
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(whole);
});

test("without a simulated press the client downloads, accepts, and waits for the operator", async () => {
  const platform = await openPlatform();
  await platform.publish();
  const client = await start(platform, { once });
  await client.done;
  expect((await platform.statuses()).map(({ status }) => status)).toEqual(["accepted"]);
});

test("two clients of one facility and fifty tickets: each is claimed once and printed once", async () => {
  const platform = await openPlatform();
  for (let n = 0; n < 50; n++) await platform.publish({ bell: n % 5 > 0 });
  const clients = await Promise.all([startSimulated(platform), startSimulated(platform)]);
  const done = (words: Map<string, string[]>) =>
    [...words.values()].filter((said) => said.length === 4).length;
  const words = await eventually(
    async () => wordsByTicket(await platform.statuses()),
    (seen) => done(seen) === 50,
  );
  await Promise.all(clients.map((client) => client.stop()));
  expect([...words.values()]).toEqual(Array(50).fill(whole));
  const printed = clients.map(({ lines }) => lines.filter(({ event }) => event === "printing").length);
  expect(printed.reduce((sum, count) => sum + count)).toBe(50);
  expect(Math.min(...printed)).toBeGreaterThan(0);
  const sent = (await platform.statuses()).length;
  expect(sent).toBe(200);
  expect(await platform.waiting()).toBe(0);
});

test("what is no bell is deleted and stops nothing", async () => {
  const platform = await openPlatform();
  for (const message of ["not json", { v: 2, kind: "production_ticket" }, { v: 1, kind: "party" }]) {
    await platform.ring(message);
  }
  const ticket = await platform.publish();
  const elsewhere = { v: 1, kind: "production_ticket", ticketId: ticket.ticketId, generation: 1 };
  await platform.ring({ ...elsewhere, key: "facilities/other/tickets/x/1/ticket.json" });
  const client = await startSimulated(platform, { once });
  await client.done;
  expect(client.lines.filter(({ event }) => event === "bad_message")).toHaveLength(4);
  expect(wordsByTicket(await platform.statuses()).get(ticket.ticketId)).toEqual(whole);
  expect(await platform.waiting()).toBe(0);
});

test("the platform hears that the client lives", async () => {
  const platform = await openPlatform();
  await startSimulated(platform);
  const [beat] = await eventually(platform.heartbeats, (beats) => beats.length > 0);
  expect(beat?.clientId).toMatch(/^cli_/);
});
