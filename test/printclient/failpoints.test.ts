import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OutputConfig } from "../../lib/printclient/output/choose.ts";
import { freshFolder, once, start } from "./clients.ts";
import { openFakePrinter } from "./fake-printer.ts";
import { key, openPlatform, type Platform, type Published } from "./platform.ts";
import { facilityId } from "./tickets.ts";

/** How often the client dies at each point; 20 were run by hand. */
const rounds = Number(process.env.FAILPOINT_ROUNDS ?? 3);
const lanes = 3;
const patienceMs = 120_000 * rounds;
/** Statuses that wait together go together, so there may be fewer of these than the last time. */
const batched = /^(mail\.send|journal\.append:sent)#/;
/** What only asks, and is asked more or less often. */
const asking = /^(journal\.(catchUp|close|watch)|(mail\.receive|printer\.(job|printer))#[2-9])/;

let place: string;
let program: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "dying-client-"));
  program = join(place, "client.cjs");
  await build({
    entryPoints: [fileURLToPath(new URL("./dying-client.ts", import.meta.url))],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
});
afterAll(() => rm(place, { recursive: true }));

/** An output with the one who counts what it printed. */
interface Printer {
  readonly outputs: OutputConfig[];
  /** How often the ticket is on paper. */
  count(ticket: Published): Promise<number>;
  readonly words: readonly string[];
}

const plain = { when: {}, roles: ["cover" as const, "inside" as const] };

async function hotFolder(): Promise<Printer> {
  const path = await freshFolder();
  const taken = await freshFolder();
  // The prepress software takes everything away at once: nothing may come a second time.
  const count = async ({ ticketId }: Published) => {
    for (const name of await readdir(path)) {
      if (name.endsWith(".json") || name.endsWith(".pdf"))
        await rename(join(path, name), join(taken, `${Date.now()}-${name}`)).catch(() => {}); // another lane did
    }
    return (await readdir(taken)).filter((name) => name.includes(ticketId) && name.endsWith(".json")).length;
  };
  return { outputs: [{ to: "folder", path, ...plain }], count, words: ["accepted", "printing"] };
}

async function anyProgram(): Promise<Printer> {
  const folder = await freshFolder();
  const log = join(folder, "printed");
  const script = `echo $PRINTCLOUD_NAME $PRINTCLOUD_INSIDE >> ${log}; sleep 0.03`;
  const count = async ({ ticketId }: Published) => {
    const lines = (await readFile(log, "utf8").catch(() => "")).split("\n");
    return lines.filter((line) => line.startsWith(ticketId)).length;
  };
  const words = ["accepted", "printing", "printed"];
  return { outputs: [{ to: "command", command: ["/bin/sh", "-c", script], ...plain }], count, words };
}

async function ippPrinter(): Promise<Printer> {
  const printer = await openFakePrinter();
  const outputs: OutputConfig[] = [
    { to: "ipp", url: printer.url, attributes: {}, lookSeconds: 0.02, ...plain },
  ];
  const words = ["accepted", "printing", "printed"];
  return { outputs, count: async ({ ticketId }) => printer.printed(ticketId), words };
}

/** Runs the client until it has died or has nothing left to do; answers whether it died. */
async function live(options: object, env: Record<string, string>): Promise<boolean> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...env, NODE_COMPILE_CACHE: place, OPTIONS: JSON.stringify(options) },
    stdio: "inherit",
  });
  const patience = setTimeout(() => child.kill("SIGTERM"), 120_000);
  const [code, signal] = await new Promise<[number | null, string | null]>((ended) => {
    child.on("close", (...how) => ended(how));
  });
  clearTimeout(patience);
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`the client ended with ${code ?? signal}`);
  return signal === "SIGKILL";
}

async function dieAndComeBack(point: string, platform: Platform, printer: Printer): Promise<void> {
  const ticket = await platform.publish({ parts: [2000, 1000] });
  const folder = await freshFolder();
  const options = { facilityId, key, api: platform.api, folder, outputs: printer.outputs };
  const died = await live(options, { DIE_AT: point });
  const early = await printer.count(ticket);
  await (await start(platform, { folder, outputs: printer.outputs, once })).done;
  await printer.count(ticket);
  await (await start(platform, { folder, outputs: printer.outputs, once })).done;
  const said = (await platform.statuses()).filter(({ ticketId }) => ticketId === ticket.ticketId);
  const words = [...new Set(said.map(({ seq, status }) => `${seq} ${status}`))];
  expect({
    point,
    died: died || batched.test(point),
    early: early <= 1,
    times: await printer.count(ticket),
    words,
  }).toEqual({
    point,
    died: true,
    early: true,
    times: 1,
    words: printer.words.map((word, index) => `${index + 1} ${word}`),
  });
}

/** Every point of a client's life at which it can die. */
async function pointsOf(platform: Platform, printer: Printer): Promise<string[]> {
  const folder = await freshFolder();
  const trace = join(folder, "trace");
  await platform.publish({ parts: [2000, 1000] });
  const options = { facilityId, key, api: platform.api, folder, outputs: printer.outputs };
  expect(await live(options, { TRACE: trace })).toBe(false);
  return [...new Set((await readFile(trace, "utf8")).trim().split("\n"))];
}

async function dieEverywhere(printer: Printer, from: string): Promise<void> {
  const platforms = await Promise.all(Array.from({ length: lanes }, () => openPlatform()));
  const [first] = platforms;
  if (!first) throw new Error("no platform");
  const all = (await pointsOf(first, printer)).filter((point) => !asking.test(point));
  const points = all.slice(
    Math.max(
      0,
      all.findIndex((point) => point.startsWith(from)),
    ),
  );
  expect(points.length).toBeGreaterThan(8);
  const queue = Array.from({ length: rounds }, () => points).flat();
  await Promise.all(
    platforms.map(async (platform) => {
      for (let point = queue.pop(); point !== undefined; point = queue.pop())
        await dieAndComeBack(point, platform, printer);
    }),
  );
}

test(
  "killed at any point of its life, with a hot folder: printed once, reported once",
  async () => {
    await dieEverywhere(await hotFolder(), "");
  },
  patienceMs,
);

test(
  "killed at any point of printing with a command: printed once, reported once",
  async () => {
    await dieEverywhere(await anyProgram(), "journal.append:reported:printing");
  },
  patienceMs,
);

test(
  "killed at any point of printing on an IPP printer: printed once, reported once",
  async () => {
    await dieEverywhere(await ippPrinter(), "journal.append:reported:printing");
  },
  patienceMs,
);
