import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { printclient } from "../../lib/printclient/cli.ts";
import { terminalLog } from "../../lib/printclient/terminal.ts";
import { eventually, freshFolder, once, saw, start } from "./clients.ts";
import { openPlatform } from "./platform.ts";

async function command(folder: string, ...argv: string[]) {
  const written: string[] = [];
  const screen = { write: (text: string) => written.push(text) };
  const world = {
    out: screen,
    err: screen,
    isTerminal: false,
    colours: false,
    cwd: folder,
    onSignal: () => {},
    ask: async () => undefined,
  };
  const code = await printclient([...argv, "--folder", folder], world);
  return { code, text: written.join("") };
}

test("what the operator says while the client runs is sent by it, with parcels", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const client = await start(platform);
  await saw(client, "accepted");
  const tail = ticket.ticketId.slice(-6);
  expect(await command(client.folder, "status", tail, "printing")).toMatchObject({ code: 0 });
  expect(await command(client.folder, "status", tail, "printed", "--quantity", "3")).toMatchObject({
    code: 0,
  });
  const shipped = ["status", tail, "shipped", "--carrier", "PostNL", "--tracking", "3S1", "3S2"];
  expect(await command(client.folder, ...shipped)).toMatchObject({ code: 0 });
  const statuses = await eventually(platform.statuses, (seen) => seen.length === 4);
  expect(statuses.map(({ seq, status }) => [seq, status])).toEqual([
    [1, "accepted"],
    [2, "printing"],
    [3, "printed"],
    [4, "shipped"],
  ]);
  expect(statuses[3]?.parcels).toEqual([
    { carrier: "PostNL", tracking: "3S1" },
    { carrier: "PostNL", tracking: "3S2" },
  ]);
});

test("what the operator says while no client runs is sent by the next", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const { folder, done } = await start(platform, { once });
  await done;
  expect((await command(folder, "refuse", ticket.ticketId, "--reason", "no_stock")).code).toBe(0);
  expect(await readdir(join(folder, "tickets", ticket.ticketId))).toEqual([]);
  await (await start(platform, { folder, once })).done;
  expect(await platform.statuses()).toMatchObject([
    { status: "accepted" },
    { status: "refused", reason: "no_stock" },
  ]);
});

test("what comes too late or makes no sense is refused with a sentence and sends nothing", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const { folder, done } = await start(platform, { once });
  await done;
  await command(folder, "status", ticket.ticketId, "shipped");
  const late = await command(folder, "refuse", ticket.ticketId, "--reason", "other");
  expect(late).toEqual({ code: 2, text: `${ticket.ticketId} is shipped and cannot become refused\n` });
  expect((await command(folder, "refuse", ticket.ticketId, "--reason", "bored")).code).not.toBe(0);
  expect(await command(folder, "show", "tkt_unknown")).toEqual({
    code: 2,
    text: "no ticket tkt_unknown here\n",
  });
  expect((await command(await freshFolder(), "list")).code).toBe(2);
});

test("list and show tell where a ticket stands and what was done", async () => {
  const platform = await openPlatform();
  const ticket = await platform.publish();
  const { folder, done } = await start(platform, { once });
  await done;
  expect((await command(folder, "list")).text).toContain(`${ticket.ticketId}/1  accepted`);
  const shown = JSON.parse((await command(folder, "show", ticket.ticketId)).text);
  expect(shown).toMatchObject({ job: { state: "accepted" }, unsent: 0 });
  const deeds = shown.history.map(({ deed }: { deed: { did: string } }) => deed.did);
  expect(deeds).toEqual(["claiming", "claimed", "downloaded", "reported", "sent"]);
});

test("on a terminal each moving download has a line of its own", () => {
  let screen = "";
  const log = terminalLog({ write: (text) => (screen += text) }, false);
  log({ event: "downloading", ticketId: "tkt_1", role: "inside", bytes: 1_000_000, ofBytes: 4_000_000 });
  log({ event: "downloading", ticketId: "tkt_2", role: "cover", bytes: 3_000_000, ofBytes: 4_000_000 });
  log({ event: "accepted", ticketId: "tkt_1" });
  expect(screen).toContain("tkt_1  inside  1.0 of 4.0 MB  25%");
  const last = screen.slice(screen.lastIndexOf("\x1b[J"));
  expect(last).toMatch(/tkt_1 {2}accepted\n {2}tkt_2 {2}cover {2}3.0 of 4.0 MB {2}75% {2}█{15}░{5}\n$/);
});
