import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { readEntries } from "../../lib/printclient/journal.ts";
import { freshFolder, whole, wordsByTicket } from "./clients.ts";
import { key, openPlatform, type Platform } from "./platform.ts";
import { facilityId } from "./tickets.ts";

const program = resolve(import.meta.dirname, "../../bin/printclient.ts");

/** The client as a process of its own; answers how it ended. Each line it logs is shown to `onEvent`. */
async function run(
  { api }: Platform,
  folder: string,
  {
    flags,
    onEvent,
  }: { flags: string[]; onEvent?: (event: string, kill: (signal: NodeJS.Signals) => void) => void },
) {
  const argv = ["run", "--facility", facilityId, "--api", api, "--folder", folder, "--simulate", ...flags];
  const env = { ...process.env, PRINTCLOUD_FACILITY_KEY: key };
  const child = spawn(process.execPath, [program, ...argv], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface(child.stdout);
  lines.on("line", (line) => onEvent?.(JSON.parse(line).event, (signal) => child.kill(signal)));
  return await new Promise<{ code: number | null; signal: string | null }>((ended) => {
    child.on("close", (code, signal) => ended({ code, signal }));
  });
}

test("killed at any moment and started again: all is printed once and every status is sent", async () => {
  const platform = await openPlatform();
  const folder = await freshFolder();
  for (let n = 0; n < 12; n++) await platform.publish({ parts: [200_000] });
  const moments = ["claimed", "downloaded", "printing", "printed", "status_sent"];
  for (const [index, moment] of moments.entries()) {
    let left = index + 1;
    const onEvent = (event: string, kill: (signal: NodeJS.Signals) => void) => {
      if (event === moment && --left === 0) kill("SIGKILL");
    };
    expect(await run(platform, folder, { flags: ["--pace", "0.05"], onEvent })).toMatchObject({
      signal: "SIGKILL",
    });
  }
  // The messages of the killed are in flight for a minute; the bucket tells of their tickets.
  expect(await run(platform, folder, { flags: ["--pace", "0", "--once"] })).toEqual({
    code: 0,
    signal: null,
  });
  const words = wordsByTicket(await platform.statuses());
  expect([...words.values()]).toEqual(Array(12).fill(whole));
  const entries = await readEntries(folder);
  const printings = entries.filter(({ deed }) => deed.did === "reported" && deed.status === "printing");
  expect(printings).toHaveLength(12);
}, 30_000);

test("SIGTERM ends the client with 0, its outbox sent", async () => {
  const platform = await openPlatform();
  await platform.publish();
  const onEvent = (event: string, kill: (signal: NodeJS.Signals) => void) => {
    if (event === "accepted") kill("SIGTERM");
  };
  const ended = await run(platform, await freshFolder(), { flags: ["--pace", "60"], onEvent });
  expect(ended).toEqual({ code: 0, signal: null });
  expect((await platform.statuses()).map(({ status }) => status)).toEqual(["accepted"]);
});
