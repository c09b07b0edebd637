import type { Heartbeat, Status } from "../order/report.ts";
import type { Clock } from "./clock.ts";
import type { Journal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import type { Mail } from "./mail.ts";
import { persist } from "./retry.ts";

export interface SendTools {
  readonly mail: Mail;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly clock: Clock;
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
    const beat: Heartbeat = { v: 1, kind: "heartbeat", at: tools.clock.now().toISOString(), clientId };
    await tools.mail
      .send([JSON.stringify(beat)])
      .catch((error: unknown) =>
        tools.log({ event: "heartbeat_lost", level: "warn", reason: reasonOf(error) }),
      );
    await tools.clock.sleep(heartbeatSeconds, tools.signal);
  }
}

async function sendBatch({ mail, journal, log }: SendTools): Promise<void> {
  const batch = nextBatch(journal);
  const taken = await mail.send(batch.map(({ text }) => text));
  const sent = taken.flatMap((place) => batch[place]?.status ?? []);
  await Promise.all(sent.map((status) => note(status, journal)));
  for (const { ticketId, generation, status, seq } of sent) {
    log({ event: "status_sent", ticketId, generation, status, seq });
  }
  const refused = batch.length - sent.length;
  if (refused > 0) throw new Error(`the queue did not take ${refused} statuses`);
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
