import { mkdir, statfs } from "node:fs/promises";
import type { Bucket } from "./bucket.ts";
import { openBucket } from "./bucket.ts";
import { systemClock } from "./clock.ts";
import { type Connection, connect } from "./connection.ts";
import type { Account } from "./credentials.ts";
import { reasonOf } from "./log.ts";
import { openMail } from "./mail.ts";
import type { Output } from "./output/output.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly said: string;
}

export interface Patient extends Account {
  readonly folder: string;
  readonly outputs: readonly Output[];
}

const skewLimitSeconds = 240; // AWS refuses signatures at 300 s
const freeLimitBytes = 2e9; // some four large books
const patienceSeconds = 20;

/** Looks at clock, disk, key, queue, bucket and printers; changes nothing anywhere. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const signal = AbortSignal.timeout(patienceSeconds * 1000);
  const checks: [what: string, look: () => Promise<string>][] = [
    ["clock", () => clockSkew(patient.api, signal)],
    ["disk", () => freeSpace(patient.folder)],
    ...patient.outputs.map((output): [string, () => Promise<string>] => [
      output.name,
      () => output.check(signal),
    ]),
  ];
  const local = await Promise.all(checks.map(([what, look]) => find(what, look)));
  let connection: Connection | undefined;
  const key = await find("key", async () => {
    connection = await connect(patient, { signal, log: () => {}, clock: systemClock });
    return `the platform knows ${patient.facilityId}`;
  });
  if (!connection) return [...local, key];
  const cloud = await ofCloud(connection, signal).finally(() => connection?.close());
  return [...local, key, ...cloud];
}

async function ofCloud(connection: Connection, signal: AbortSignal): Promise<Finding[]> {
  const bucket = openBucket(connection);
  return await Promise.all([
    find("queue", async () => {
      await openMail(connection).probe();
      return "messages can be taken and deleted";
    }),
    find("tickets", () => unclaimed(bucket, signal)),
    find("claims", async () => {
      await bucket.probe();
      return "claims can be made";
    }),
  ]);
}

async function find(what: string, look: () => Promise<string>): Promise<Finding> {
  return await look().then(
    (said) => ({ what, ok: true, said }),
    (error: unknown) => ({ what, ok: false, said: reasonOf(error) }),
  );
}

async function clockSkew(api: string, signal: AbortSignal): Promise<string> {
  const before = Date.now();
  const { headers } = await fetch(api, { method: "HEAD", signal });
  const server = Date.parse(headers.get("date") ?? "");
  // The header has whole seconds and was written somewhere between asking and hearing.
  const seconds = Math.round(((before + Date.now()) / 2 - server - 500) / 1000);
  if (!(Math.abs(seconds) <= skewLimitSeconds))
    throw new Error(`the clock is ${seconds} s off; AWS allows 300 s`);
  return `${Math.abs(seconds)} s off`;
}

async function freeSpace(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
  if (bavail * bsize < freeLimitBytes) throw new Error(free);
  return free;
}

async function unclaimed(bucket: Bucket, signal: AbortSignal): Promise<string> {
  let count = 0;
  for await (const _ of bucket.unclaimed(signal)) count++;
  return `${count} tickets wait to be claimed`;
}
