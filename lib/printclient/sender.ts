import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Heartbeat, Status } from "../order/report.ts";
import type { Connection } from "./connection.ts";
import type { Journal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import { pause, persist } from "./retry.ts";

export interface SendTools {
  readonly connection: Connection;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly log: Log;
}

const heartbeatSeconds = 60;
const batchSize = 10;
// SQS takes 1 MiB a batch; a status with fifty parcels is the largest there is, at some 50 kB.
const batchBytes = 200_000;

/** Sends the journal's statuses in their order, for ever; what is sent twice does no harm. Ends by the signal. */
export async function sendStatuses(tools: SendTools): Promise<void> {
  const { journal, signal } = tools;
  for (;;) {
    await somethingToSend(journal, signal);
    await persist(() => sendBatch(tools), { ...tools, what: "status" });
  }
}

/** Resolves when no status waits to be sent. */
export async function outboxEmpty(journal: Journal, signal: AbortSignal): Promise<void> {
  while (journal.ledger.outbox.size > 0) await change(journal, signal);
}

/** Tells the platform every minute that this client lives; a beat that is lost is not sent again. */
export async function sendHeartbeats(clientId: string, tools: SendTools): Promise<void> {
  for (;;) {
    const beat: Heartbeat = { v: 1, kind: "heartbeat", at: new Date().toISOString(), clientId };
    await sendBeat(beat, tools.connection).catch((error: unknown) =>
      tools.log({ event: "heartbeat_lost", level: "warn", reason: reasonOf(error) }),
    );
    await pause(heartbeatSeconds, tools.signal);
  }
}

async function sendBatch({ connection, journal, log }: SendTools): Promise<void> {
  const batch = nextBatch(journal);
  const { sqs, grant } = connection.line();
  const entries = batch.map(({ text }, index) => ({ Id: String(index), MessageBody: text }));
  const command = new SendMessageBatchCommand({ QueueUrl: grant.statusQueueUrl, Entries: entries });
  const { Successful = [], Failed = [] } = await sqs.send(command);
  const sent = Successful.flatMap(({ Id }) => batch[Number(Id)]?.status ?? []);
  await Promise.all(sent.map((status) => note(status, journal)));
  for (const { ticketId, generation, status, seq } of sent) {
    log({ event: "status_sent", ticketId, generation, status, seq });
  }
  const [failed] = Failed;
  if (failed) throw new Error(`the queue did not take ${Failed.length} statuses: ${failed.Code}`);
}

async function note({ ticketId, generation, seq }: Status, journal: Journal): Promise<void> {
  await journal.append({ did: "sent", ticketId, generation, seq });
}

function nextBatch({ ledger }: Journal): { status: Status; text: string }[] {
  const batch: { status: Status; text: string }[] = [];
  let bytes = 0;
  for (const status of ledger.outbox.values()) {
    const text = JSON.stringify(status);
    bytes += Buffer.byteLength(text);
    if (batch.length === batchSize || (bytes > batchBytes && batch.length > 0)) break;
    batch.push({ status, text });
  }
  return batch;
}

async function sendBeat(beat: Heartbeat, connection: Connection): Promise<void> {
  const { sqs, grant } = connection.line();
  const message = { QueueUrl: grant.statusQueueUrl, MessageBody: JSON.stringify(beat) };
  await sqs.send(new SendMessageCommand(message));
}

async function somethingToSend(journal: Journal, signal: AbortSignal): Promise<void> {
  while (journal.ledger.outbox.size === 0) await change(journal, signal);
}

function change(journal: Journal, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = () => {
      unwatch();
      signal.removeEventListener("abort", stop);
    };
    const stop = () => {
      forget();
      reject(signal.reason);
    };
    const unwatch = journal.watch(() => {
      forget();
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
}
