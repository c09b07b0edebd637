import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Status } from "../../lib/order/report.ts";
import type { LogLine } from "../../lib/printclient/log.ts";
import { type ClientOptions, type RunningClient, runClient } from "../../lib/printclient/run-client.ts";
import { key, type Platform } from "./platform.ts";
import { facilityId } from "./tickets.ts";

export interface Started extends RunningClient {
  readonly folder: string;
  readonly lines: LogLine[];
}

export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "printclient-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A client in this process, stopped with the test. */
export async function start(platform: Platform, options: Partial<ClientOptions> = {}): Promise<Started> {
  const folder = options.folder ?? (await freshFolder());
  const lines: LogLine[] = [];
  const log = (line: LogLine) => lines.push(line);
  const client = runClient({ facilityId, key, api: platform.api, folder, log, ...options });
  onTestFinished(() => client.stop());
  return { ...client, folder, lines };
}

/** The same with a press that reports everything at once. */
export function startSimulated(platform: Platform, options: Partial<ClientOptions> = {}): Promise<Started> {
  return start(platform, { simulate: { paceSeconds: 0 }, ...options });
}

/** Looks again until it is so; fails after ten seconds with what was seen last. */
export async function eventually<T>(look: () => Promise<T> | T, so: (seen: T) => boolean): Promise<T> {
  const until = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (so(seen)) return seen;
    if (Date.now() > until) throw new Error(`never so: ${JSON.stringify(seen)}`);
    await sleep(20);
  }
}

export const saw = (client: Started, event: string) =>
  eventually(
    () => client.lines.map((line) => line.event),
    (events) => events.includes(event),
  );

/** The words reported of each ticket, by `seq`, what was sent twice counted once. */
export function wordsByTicket(statuses: readonly Status[]): Map<string, string[]> {
  const words = new Map<string, string[]>();
  for (const { ticketId, seq, status } of statuses) {
    const known = words.get(ticketId) ?? [];
    known[seq - 1] = status;
    words.set(ticketId, known);
  }
  return words;
}

/** The laptop's queues do not lag, so nothing is there when nothing comes at once. */
export const once = { waitSeconds: 0 };

export const whole = ["accepted", "printing", "printed", "shipped"];
