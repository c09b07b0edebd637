import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { Heartbeat, type Status } from "../order/report.ts";
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

/** Sends the journal's statuses in their order, for ever; what is sent twice does no harm. Ends by the signal. */
export async function sendStatuses(tools: SendTools): Promise<void> {
  const { journal, signal } = tools;
  for (;;) {
    const [status] = journal.ledger.outbox.values();
    if (status) await sendStatus(status, tools);
    else await somethingToSend(journal, signal);
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
    await send(Heartbeat.parse(beat), tools.connection).catch((error: unknown) =>
      tools.log({ event: "heartbeat_lost", level: "warn", reason: reasonOf(error) }),
    );
    await pause(heartbeatSeconds, tools.signal);
  }
}

async function sendStatus(status: Status, tools: SendTools): Promise<void> {
  const { ticketId, generation, seq } = status;
  const sendAndNote = async () => {
    await send(status, tools.connection);
    await tools.journal.append({ did: "sent", ticketId, generation, seq });
  };
  await persist(sendAndNote, { ...tools, what: "status" });
  tools.log({ event: "status_sent", ticketId, generation, status: status.status, seq });
}

async function send(report: Status | Heartbeat, connection: Connection): Promise<void> {
  const { sqs, grant } = connection.line();
  const message = { QueueUrl: grant.statusQueueUrl, MessageBody: JSON.stringify(report) };
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
