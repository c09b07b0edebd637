import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Ticket } from "../../lib/order/ticket.ts";
import { compactJournal } from "../../lib/printclient/compaction.ts";
import { jobFolder } from "../../lib/printclient/download.ts";
import { readEntries } from "../../lib/printclient/journal.ts";
import { reprint, say } from "../../lib/printclient/operator.ts";
import type { OutputConfig } from "../../lib/printclient/output/choose.ts";
import { eventually, freshFolder, once, saw, start, startSimulated } from "./clients.ts";
import { openFakePrinter } from "./fake-printer.ts";
import { fastClock } from "./fast-clock.ts";
import { openPlatform } from "./platform.ts";

const all = { when: {}, roles: ["cover" as const, "inside" as const] };
const shell = (script: string): OutputConfig => ({
  to: "command",
  command: ["/bin/sh", "-c", script],
  ...all,
});

test("a hot folder gets the files whole and the ticket last, under names that say whose they are", async () => {
  const platform = await openPlatform();
  const path = await freshFolder();
  const ticket = await platform.publish();
  await (await start(platform, { once, outputs: [{ to: "folder", path, ...all }] })).done;
  const stem = `${ticket.ticketId}-1-r1`;
  expect((await readdir(path)).sort()).toEqual([".printclient", `${stem}-inside.pdf`, `${stem}.json`]);
  expect(await readdir(join(path, ".printclient"))).toEqual([]);
  expect(await readFile(join(path, `${stem}-inside.pdf`))).toEqual(ticket.files.get("inside.pdf"));
  const told = Ticket.parse(JSON.parse(await readFile(join(path, `${stem}.json`), "utf8")));
  expect(told.ticketId).toBe(ticket.ticketId);
  const [pdf, json] = await Promise.all(
    [`${stem}-inside.pdf`, `${stem}.json`].map((name) => stat(join(path, name))),
  );
  expect(json?.ctimeMs).toBeGreaterThanOrEqual(pdf?.ctimeMs ?? Number.POSITIVE_INFINITY);
});

test("a hot folder that is not there, e.g. an unmounted share, is waited for and not made", async () => {
  const platform = await openPlatform();
  const path = join(await freshFolder(), "share");
  await platform.publish();
  const client = await start(platform, { outputs: [{ to: "folder", path, ...all }] });
  await saw(client, "retrying");
  await expect(stat(path)).rejects.toThrow();
});

test("a command is told the ticket by its environment, without the key, and has printed when it ends with 0", async () => {
  const platform = await openPlatform();
  const log = join(await freshFolder(), "log");
  const ticket = await platform.publish();
  const script = `echo "$PRINTCLOUD_NAME $PRINTCLOUD_QUANTITY [$PRINTCLOUD_FACILITY_KEY]" > ${log}; cat "$PRINTCLOUD_INSIDE" >> ${log}`;
  process.env.PRINTCLOUD_FACILITY_KEY = "secret";
  await (await start(platform, { once, outputs: [shell(script)] })).done;
  delete process.env.PRINTCLOUD_FACILITY_KEY;
  const head = Buffer.from(`${ticket.ticketId}-1-r1 3 []\n`);
  expect(await readFile(log)).toEqual(Buffer.concat([head, ticket.files.get("inside.pdf") ?? Buffer.of()]));
  expect((await platform.statuses()).map(({ status }) => status)).toEqual([
    "accepted",
    "printing",
    "printed",
  ]);
});

test("a command that fails is reported with what it said last", async () => {
  const platform = await openPlatform();
  await platform.publish();
  await (await start(platform, { once, outputs: [shell("echo starting; echo out of paper >&2; exit 3")] }))
    .done;
  expect((await platform.statuses()).at(-1)).toMatchObject({
    status: "failed",
    reason: "/bin/sh ended with 3: out of paper",
  });
});

test("where failures are the operator's, a printing waits for their word, and a reprint is printed from disk", async () => {
  const platform = await openPlatform();
  const log = join(await freshFolder(), "log");
  const ticket = await platform.publish();
  const script = `echo "$PRINTCLOUD_NAME" >> ${log}; [ $(wc -l < ${log}) -gt 1 ]`;
  const client = await start(platform, { outputs: [shell(script)], failures: "ask" });
  await saw(client, "stuck");
  await expect(reprint(client.folder, ticket.ticketId, "")).rejects.toThrow();
  expect((await reprint(client.folder, ticket.ticketId, "jam")).run).toMatchObject({
    number: 2,
    stuck: null,
  });
  await saw(client, "printed");
  const names = (await readFile(log, "utf8")).trim().split("\n");
  expect(names).toEqual([1, 2].map((run) => `${ticket.ticketId}-1-r${run}`));
  const deeds = (await readEntries(client.folder)).map(({ deed }) => deed);
  expect(deeds).toContainEqual(expect.objectContaining({ did: "reprint", reason: "jam" }));
  const statuses = await eventually(platform.statuses, (seen) => seen.length === 3);
  expect(statuses.map(({ status }) => status)).toEqual(["accepted", "printing", "printed"]);
  await expect(reprint(client.folder, "NOTHING", "why")).rejects.toThrow(/no ticket/);
});

test("a command that was killed with no trace is not started again: somebody must look", async () => {
  const platform = await openPlatform();
  const log = join(await freshFolder(), "log");
  await platform.publish();
  // The press takes its own shell down, and with it what would have told how it ended.
  const client = await start(platform, {
    outputs: [shell(`echo once >> ${log}; kill -9 $PPID; kill -9 $$`)],
  });
  await saw(client, "stuck");
  expect(await readFile(log, "utf8")).toBe("once\n");
});

test("tickets go to the first output that takes their product or binding", async () => {
  const platform = await openPlatform();
  const [printer, path] = [await openFakePrinter(), await freshFolder()];
  const ticket = await platform.publish();
  const outputs: OutputConfig[] = [
    { to: "folder", path, ...all, when: { binding: "case" } },
    {
      to: "ipp",
      url: printer.url,
      attributes: {},
      lookSeconds: 0.05,
      ...all,
      when: { binding: "saddle_stitch", product: "magazine-a4" },
    },
  ];
  await (await start(platform, { once, outputs })).done;
  expect(printer.printed(ticket.ticketId)).toBe(1);
  expect(printer.jobs[0]?.copies).toBe(3);
  expect(await readdir(path)).toEqual([]);
});

test("where an operator accepts, nothing is accepted or printed before they say so", async () => {
  const platform = await openPlatform();
  const printer = await openFakePrinter();
  const ticket = await platform.publish();
  const outputs: OutputConfig[] = [
    { to: "ipp", url: printer.url, attributes: {}, lookSeconds: 0.05, ...all },
  ];
  const client = await start(platform, { outputs, accepts: "manual" });
  await saw(client, "waits_for_accept");
  expect(await platform.statuses()).toEqual([]);
  await say(client.folder, ticket.ticketId, { status: "accepted" });
  await saw(client, "printed");
  expect(printer.printed(ticket.ticketId)).toBe(1);
});

test("files and recipients leave the disk when a ticket is over, and a reprint then says so", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const client = await startSimulated(platform, { once });
  await client.done;
  const again = await start(platform, { folder: client.folder, keepDays: 0 });
  await saw(again, "removed");
  expect(await readdir(jobFolder(client.folder, ticket)).catch(() => "gone")).toBe("gone");
  await again.stop();
  await expect(reprint(client.folder, ticket.ticketId, "torn")).rejects.toThrow(/files .* are gone/);
});

test("what is over and told leaves the journal; what is not stays, with its history", async () => {
  const platform = await openPlatform();
  const done = await platform.publish();
  const client = await startSimulated(platform, { once });
  await client.done;
  const open = await platform.publish();
  await (await start(platform, { folder: client.folder, once })).done;
  const before = (await readEntries(client.folder)).length;
  const gone = await compactJournal(client.folder, new Date(Date.now() + 1000));
  const entries = await readEntries(client.folder);
  expect(gone).toBeGreaterThan(8);
  expect(entries).toHaveLength(before - gone);
  const text = JSON.stringify(entries);
  expect(text).not.toContain(done.ticketId);
  expect(text).toContain(open.ticketId);
  // The claim in the bucket is a tombstone: what was forgotten is not printed again.
  const printer = await openFakePrinter();
  await platform.ring({
    v: 1,
    kind: "production_ticket",
    ticketId: done.ticketId,
    generation: 1,
    key: `${done.prefix}ticket.json`,
  });
  const outputs: OutputConfig[] = [
    { to: "ipp", url: printer.url, attributes: {}, lookSeconds: 0.05, ...all },
  ];
  await (await start(platform, { folder: client.folder, once, outputs })).done;
  expect(printer.printed(done.ticketId)).toBe(0);
  expect(printer.printed(open.ticketId)).toBe(1);
});

test("a message is kept from others while its claim takes long, and given back at the end", async () => {
  const platform = await openPlatform();
  await platform.publish();
  const holds: unknown[] = [];
  platform.interfere.s3 = async (call, next) =>
    call.path.endsWith("/claim") && call.method === "PUT" ? { status: 503 } : next(call);
  platform.interfere.sqs = ({ operation, input }, perform) => {
    if (operation === "ChangeMessageVisibility")
      holds.push((input as { VisibilityTimeout: number }).VisibilityTimeout);
    return perform(input);
  };
  const client = await start(platform, { clock: fastClock(50) });
  await eventually(
    () => holds.length,
    (count) => count > 1,
  );
  await client.stop();
  expect(holds.slice(0, 2)).toEqual([60, 60]);
  expect(holds.at(-1)).toBe(0);
});
