import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type * as z from "zod";
import { Rejected, Unavailable } from "../order/errors.ts";
import { line, type StationName } from "../order/line.ts";
import type { Visibility } from "../order/ports.ts";
import { errorFields, type LogFields, log } from "./log.ts";

/** What a station may ask of the message it works on. */
export interface Delivery {
  /** Which receive of this message it is, from 1. */
  readonly attempt: number;
  /** True when a failure now makes a dead letter. */
  readonly last: boolean;
  readonly senderId: string;
}

/** Works one message; throwing Rejected ends it on record, anything else sends it back. */
export type Work = (body: string, delivery: Delivery) => Promise<unknown>;

interface Job {
  readonly name: StationName;
  readonly visibility: Visibility;
  readonly work: Work;
  /** Receipt handles of what is still being worked on. */
  readonly open: Set<string>;
}

/** A killed worker costs a minute: messages are hidden that long, and again while they are worked on. */
const hiddenSeconds = 60;
const beatMs = 20_000;

/** The handler of one station's queue: only failed messages go back, and each outcome is one log line. */
export function station(name: StationName, visibility: Visibility, work: Work) {
  return middy<SQSEvent, SQSBatchResponse>().handler(async ({ Records }) => {
    const job = { name, visibility, work, open: new Set(Records.map(({ receiptHandle }) => receiptHandle)) };
    await keepHidden(job);
    const beat = setInterval(() => keepHidden(job), beatMs);
    try {
      const failed = "fifo" in line[name] ? await oneByOne(job, Records) : await allAtOnce(job, Records);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    } finally {
      clearInterval(beat);
    }
  });
}

/** What failed keeps the wait it was given. A missed beat only means that another may start too, and steps may run twice. */
async function keepHidden({ visibility, open }: Job): Promise<void> {
  if (open.size > 0) await visibility.hide([...open], hiddenSeconds).catch(() => undefined);
}

/** Work on a message that is read by its schema first. */
export function reading<S extends z.ZodType>(
  schema: S,
  work: (message: z.infer<S>, delivery: Delivery) => Promise<void>,
): Work {
  return (body, delivery) => work(schema.parse(JSON.parse(body)), delivery);
}

async function allAtOnce(job: Job, records: readonly SQSRecord[]): Promise<SQSRecord[]> {
  const done = await Promise.all(records.map((record) => workOn(job, record)));
  return records.filter((_, place) => !done[place]);
}

/** A FIFO queue's groups must not be overtaken: what follows a failure in its group goes back with it. */
async function oneByOne(job: Job, records: readonly SQSRecord[]): Promise<SQSRecord[]> {
  const failed: SQSRecord[] = [];
  const stopped = new Set<string | undefined>();
  for (const record of records) {
    const group = record.attributes.MessageGroupId;
    if (!stopped.has(group) && (await workOn(job, record))) continue;
    stopped.add(group);
    failed.push(record);
  }
  return failed;
}

/** True when the message is done or rejected on record; false sends it back. */
async function workOn(job: Job, record: SQSRecord): Promise<boolean> {
  const attempt = Number(record.attributes.ApproximateReceiveCount);
  const last = attempt >= line[job.name].attempts;
  const fields = { station: job.name, attempt, messageId: record.messageId };
  const started = performance.now();
  try {
    await job.work(record.body, { attempt, last, senderId: record.attributes.SenderId });
    log("info", "done", { ...fields, ...idsOf(record.body), ms: Math.round(performance.now() - started) });
    return true;
  } catch (error) {
    if (error instanceof Rejected) {
      log("warn", "rejected", { ...fields, ...idsOf(record.body), code: error.code, message: error.message });
      return true;
    }
    log("error", "failed", { ...fields, ...idsOf(record.body), ...errorFields(error) });
    if (error instanceof Unavailable) await putOff(job, record, attempt);
    return false;
  } finally {
    job.open.delete(record.receiptHandle);
  }
}

/** Where this fails the message comes back sooner. */
async function putOff({ visibility, open }: Job, { receiptHandle }: SQSRecord, attempt: number) {
  open.delete(receiptHandle);
  await visibility.hide([receiptHandle], jitteredSeconds(attempt)).catch(() => undefined);
}

/** Full jitter over 10 s, 1 min, 6 min, 36 min, 3 h: what is down for an afternoon is asked again before it is given up. */
function jitteredSeconds(attempt: number): number {
  return Math.ceil(Math.random() * Math.min(10_800, 10 * 6 ** (attempt - 1)));
}

/** Ids out of any body, readable or not: ours and facilities' are JSON with these names at the top. */
function idsOf(body: string): LogFields {
  const found = [...body.matchAll(/"(orderId|itemId|ticketId)":"(\w+)"/g)];
  return Object.fromEntries(found.map(([, name = "", id = ""]) => [name, id]));
}
