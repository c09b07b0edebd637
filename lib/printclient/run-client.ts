import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { FacilityId } from "../order/ids.ts";
import { openBucket } from "./bucket.ts";
import { type Clock, systemClock } from "./clock.ts";
import { compactJournal } from "./compaction.ts";
import { type Connection, connect } from "./connection.ts";
import { type Disk, disk } from "./disk.ts";
import { lockFolder } from "./folder-lock.ts";
import { openIntake } from "./intake.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import { openMail } from "./mail.ts";
import { type OutputConfig, openStations } from "./output/choose.ts";
import { openPress, type Press } from "./press.ts";
import { outboxEmpty, sendHeartbeats, sendStatuses } from "./sender.ts";
import { simulatePress } from "./simulated-press.ts";
import { drain, takeFromBucket, takeFromQueue } from "./sources.ts";
import { removeOldFiles } from "./tidy.ts";
import { unwrapped, type Wrap } from "./wrap.ts";

export interface ClientOptions {
  readonly facilityId: FacilityId;
  /** Base of the REST API, e.g. `http://localhost:4000/v1`. */
  readonly api: string;
  /** The facility's key, `fk_...`. */
  readonly key: string;
  /** Journal and downloads live here; one client a folder. */
  readonly folder: string;
  /** Reports printing, printed and shipped by itself, pausing so long before each. */
  readonly simulate?: { readonly paceSeconds: number; readonly faultsPercent?: number };
  /** Where accepted tickets are printed; without any, an operator does it and says so. */
  readonly outputs?: readonly OutputConfig[];
  /** What becomes of a printing that failed: the platform is told (unless said), or an operator decides. */
  readonly failures?: "report" | "ask";
  /** Whether tickets are accepted by themselves (unless said) or one by one by an operator. */
  readonly accepts?: "auto" | "manual";
  /** Files are removed so many days after a ticket is over, 7 unless said. */
  readonly keepDays?: number;
  /** Ends when nothing is left to do and the queue has stayed empty so long, 20 s at most. */
  readonly once?: { readonly waitSeconds: number };
  /** How many tickets are claimed and downloaded at a time. */
  readonly parallel?: number;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly wrap?: Wrap;
}

export interface RunningClient {
  /** Takes nothing more, finishes what it must within 5 s, and resolves. */
  stop(): Promise<void>;
  /** Resolves when the client has ended; rejects when it cannot go on, e.g. with KeyRefused. */
  readonly done: Promise<void>;
}

interface Client {
  readonly options: ClientOptions;
  readonly journal: Journal;
  readonly clientId: string;
  readonly press: Press | undefined;
  readonly stopping: AbortController;
  /** Aborts a few seconds after `stopping`. */
  readonly closing: AbortController;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly wrap: Wrap;
  readonly log: Log;
}

const graceSeconds = 5;
const tailSeconds = 1;
const dayMs = 86_400_000;
// Claims may be made for 30 days; after that nobody asks about a ticket.
const rememberDays = 35;

/** Runs a facility's client: claims tickets, downloads them, reports. */
export function runClient(options: ClientOptions): RunningClient {
  const log = options.log ?? (() => {});
  const stopping = new AbortController();
  const done = operate(options, stopping, log);
  done.catch((error: unknown) => log({ event: "client_failed", level: "warn", reason: reasonOf(error) }));
  return {
    done,
    async stop() {
      stopping.abort();
      await done.catch(() => {});
    },
  };
}

async function operate(options: ClientOptions, stopping: AbortController, log: Log): Promise<void> {
  await mkdir(options.folder, { recursive: true });
  const lock = await lockFolder(options.folder);
  const { clock = systemClock, wrap = unwrapped } = options;
  try {
    await compactJournal(options.folder, new Date(clock.now().getTime() - rememberDays * dayMs));
    const opened = await openJournal(options.folder, log, clock);
    const journal = wrap("journal", opened);
    await work(options, { journal, stopping, log, clock, wrap, disk: wrap("disk", disk) }).finally(() =>
      journal.close(),
    );
  } finally {
    await lock.release();
  }
}

async function work(
  options: ClientOptions,
  base: Omit<Client, "options" | "clientId" | "press" | "closing">,
): Promise<void> {
  const { journal, stopping } = base;
  const clientId = await ownerOf(journal, options.facilityId);
  const closing = closingAfter(stopping.signal);
  const press = openAnyPress(options, base);
  const client: Client = { ...base, options, clientId, press, closing };
  const tail = setInterval(() => journal.catchUp().catch(() => {}), tailSeconds * 1000);
  try {
    // What is downloaded is printed, whether or not the platform can be reached.
    for (const job of journal.ledger.jobs.values()) press?.print(job);
    const connection = await connect(options, { ...base, signal: stopping.signal });
    await serve(client, connection).finally(() => connection.close());
  } catch (error) {
    if (!isStop(error)) throw error;
  } finally {
    stopping.abort();
    await Promise.race([press?.idle(), aborted(closing.signal)]);
    clearInterval(tail);
    closing.abort();
  }
}

async function serve(client: Client, connection: Connection): Promise<void> {
  const { options, journal, stopping, closing } = client;
  const { parallel = 2, accepts = "auto", keepDays = 7 } = options;
  const tools = { ...options, ...client, signal: stopping.signal };
  const bucket = client.wrap("bucket", openBucket(connection));
  const mail = client.wrap("mail", openMail(connection));
  const intake = openIntake({ ...tools, bucket, parallel, accepts });
  const sources = { ...tools, mail, bucket, intake };
  const sending = quietly(sendStatuses({ ...tools, mail, signal: closing.signal }));
  const beating = sendHeartbeats(client.clientId, { ...tools, mail });
  const tidying = removeOldFiles({ ...tools, keepDays });
  const taking = options.once
    ? drain(sources, options.once)
    : Promise.all([takeFromQueue(sources), takeFromBucket(sources)]);
  try {
    await Promise.race([taking, sending, beating, tidying]);
  } finally {
    stopping.abort();
    await Promise.allSettled([taking, beating, tidying]);
    // A call that hangs is left alone after the grace: the journal knows enough to go on.
    await Promise.race([intake.idle(), aborted(closing.signal)]);
    await Promise.race([client.press?.idle(), aborted(closing.signal)]);
    await quietly(outboxEmpty(journal, closing.signal));
    closing.abort();
    await sending;
  }
}

/** What prints: the simulated press, the outputs, or nobody here. */
function openAnyPress(
  options: ClientOptions,
  base: Omit<Client, "options" | "clientId" | "press" | "closing">,
) {
  const tools = { ...base, folder: options.folder, signal: base.stopping.signal };
  if (options.simulate) return simulatePress({ ...tools, ...options.simulate });
  const { outputs = [], failures = "report" } = options;
  if (outputs.length === 0) return undefined;
  const stations = openStations(outputs, { folder: options.folder, wrap: base.wrap });
  return openPress({ ...tools, stations, failures });
}

/** The client's name among those of the facility; a folder belongs to one facility for good. */
async function ownerOf(journal: Journal, facilityId: FacilityId): Promise<string> {
  const { ledger } = journal;
  if (ledger.facilityId === undefined) {
    await journal.append({ did: "opened", facilityId, clientId: `cli_${randomUUID()}` });
  }
  if (ledger.facilityId !== facilityId) throw new Error(`this folder belongs to ${ledger.facilityId}`);
  return ledger.clientId ?? "";
}

/** Everything that a signal cuts short ends in an AbortError. */
function isStop(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function closingAfter(stopping: AbortSignal): AbortController {
  const closing = new AbortController();
  stopping.addEventListener("abort", () => {
    setTimeout(() => closing.abort(), graceSeconds * 1000).unref();
  });
  return closing;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function quietly(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!isStop(error)) throw error;
  });
}
