import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { FacilityId } from "../order/ids.ts";
import { type Bucket, openBucket } from "./bucket.ts";
import { type Connection, connect } from "./connection.ts";
import { lockFolder } from "./folder-lock.ts";
import { type Intake, openIntake } from "./intake.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import { openPress, type Press } from "./press.ts";
import { receive } from "./queue.ts";
import { pause, persist } from "./retry.ts";
import { outboxEmpty, sendHeartbeats, sendStatuses } from "./sender.ts";

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

interface Working extends Client {
  readonly connection: Connection;
  readonly bucket: Bucket;
  readonly intake: Intake;
}

const graceSeconds = 5;
const relistSeconds = 3600;
const resumeSeconds = 300;
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
  const working: Working = { ...client, connection, bucket, intake };
  const sending = quietly(sendStatuses({ connection, journal, log, signal: closing.signal }));
  const beating = sendHeartbeats(client.clientId, { connection, journal, log, signal: stopping.signal });
  const taking = options.once
    ? drain(working, options.once)
    : Promise.all([takeFromQueue(working), takeFromBucket(working)]);
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

async function takeFromQueue(working: Working): Promise<void> {
  for (;;) await takeOnce(working, 20);
}

/** Answers whether there was anything to do. */
async function takeOnce(
  { connection, intake, stopping, log }: Working,
  waitSeconds: number,
): Promise<boolean> {
  const { signal } = stopping;
  const atMost = await intake.room();
  const rings = await receive(connection, { atMost, waitSeconds }, { signal, log });
  signal.throwIfAborted();
  const answered = await Promise.all(rings.map((ring) => intake.ring(ring)));
  // Another client of this facility holds that ticket: while we wait, it hears the bell.
  if (answered.includes(false)) await pause(1 + Math.random(), signal);
  return answered.includes(true);
}

/** The queue is a bell, the bucket the truth: what no message tells of is found at start and every hour. */
async function takeFromBucket(working: Working): Promise<void> {
  for (let passed = 0; ; passed += resumeSeconds) {
    working.intake.resume();
    if (passed % relistSeconds === 0) await offerUnclaimed(working);
    await pause(resumeSeconds, working.stopping.signal);
  }
}

async function offerUnclaimed({ bucket, intake, stopping, log }: Working): Promise<void> {
  const { signal } = stopping;
  const list = async () => {
    for await (const prefix of bucket.unclaimed(signal)) {
      await intake.room();
      signal.throwIfAborted();
      intake.offer(prefix);
    }
  };
  await persist(list, { signal, log, what: "listing" });
}

async function drain(working: Working, { waitSeconds }: { waitSeconds: number }): Promise<void> {
  const { intake, journal, press, stopping } = working;
  intake.resume();
  await offerUnclaimed(working);
  // A long poll asks all of SQS's servers, so one empty answer is enough.
  while (await takeOnce(working, waitSeconds));
  await intake.idle();
  await press?.idle();
  await outboxEmpty(journal, stopping.signal);
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
