import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { FacilityId } from "../order/ids.ts";
import { openBucket } from "./bucket.ts";
import { type Connection, connect } from "./connection.ts";
import { lockFolder } from "./folder-lock.ts";
import { openIntake } from "./intake.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import { openPress, type Press } from "./press.ts";
import { outboxEmpty, sendHeartbeats, sendStatuses } from "./sender.ts";
import { drain, takeFromBucket, takeFromQueue } from "./sources.ts";

export interface ClientOptions {
  readonly facilityId: FacilityId;
  /** Base of the REST API, e.g. `http://localhost:4000/v1`. */
  readonly api: string;
  /** The facility's key, `fk_...`. */
  readonly key: string;
  /** Journal and downloads live here; one client a folder. */
  readonly folder: string;
  /** Reports printing, printed and shipped by itself, pausing so long before each. */
  readonly simulate?: { readonly paceSeconds: number };
  /** Ends when nothing is left to do and the queue has stayed empty so long, 20 s at most. */
  readonly once?: { readonly waitSeconds: number };
  /** How many tickets are claimed and downloaded at a time. */
  readonly parallel?: number;
  readonly log?: Log;
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
  readonly log: Log;
}

const graceSeconds = 5;
const tailSeconds = 1;

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
  try {
    const journal = await openJournal(options.folder, log);
    await work(options, { journal, stopping, log }).finally(() => journal.close());
  } finally {
    await lock.release();
  }
}

async function work(
  options: ClientOptions,
  base: { journal: Journal; stopping: AbortController; log: Log },
): Promise<void> {
  const { journal, stopping, log } = base;
  const clientId = await ownerOf(journal, options.facilityId);
  const closing = closingAfter(stopping.signal);
  const press =
    options.simulate && openPress({ ...options, ...base, ...options.simulate, signal: stopping.signal });
  const client: Client = { ...base, options, clientId, press, closing };
  const tail = setInterval(() => journal.catchUp().catch(() => {}), tailSeconds * 1000);
  try {
    // What is downloaded is printed, whether or not the platform can be reached.
    for (const job of journal.ledger.jobs.values()) press?.print(job);
    const connection = await connect(options, { signal: stopping.signal, log });
    await serve(client, connection).finally(() => connection.close());
  } catch (error) {
    if (!isStop(error)) throw error;
  } finally {
    stopping.abort();
    await press?.idle();
    clearInterval(tail);
    closing.abort();
  }
}

async function serve(client: Client, connection: Connection): Promise<void> {
  const { options, journal, stopping, closing, log } = client;
  const bucket = openBucket(connection);
  const { parallel = 2 } = options;
  const intake = openIntake({ ...options, ...client, signal: stopping.signal, bucket, parallel });
  const sources = { ...client, connection, bucket, intake, signal: stopping.signal };
  const sending = quietly(sendStatuses({ connection, journal, log, signal: closing.signal }));
  const beating = sendHeartbeats(client.clientId, { connection, journal, log, signal: stopping.signal });
  const taking = options.once
    ? drain(sources, options.once)
    : Promise.all([takeFromQueue(sources), takeFromBucket(sources)]);
  try {
    await Promise.race([taking, sending, beating]);
  } finally {
    stopping.abort();
    await Promise.allSettled([taking, beating]);
    // A call that hangs is left alone after the grace: the journal knows enough to go on.
    await Promise.race([intake.idle(), aborted(closing.signal)]);
    await client.press?.idle();
    await quietly(outboxEmpty(journal, closing.signal));
    closing.abort();
    await sending;
  }
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
