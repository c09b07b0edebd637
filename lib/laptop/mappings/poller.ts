import { setTimeout as sleep } from "node:timers/promises";
import type { Functions } from "../functions/functions.ts";
import { openTurns } from "../functions/turns.ts";
import type { Mapping } from "./mapping-spec.ts";
import { type Message, Received, recordOf } from "./records.ts";
import type { AskSqs } from "./sqs-as.ts";
import { succeeded } from "./succeeded.ts";

export interface PollerOptions {
  readonly mapping: Mapping;
  readonly functions: Pick<Functions, "invoke" | "concurrencyOf">;
  /** SQS as the function's role. */
  readonly sqs: AskSqs;
  readonly region: string;
  say(line: string): void;
}

// The longest that SQS lets a poll wait, and the most it gives at once.
const longestWaitSeconds = 20;
const mostPerReceive = 10;
// Lambda too backs off from a queue that refuses it.
const pauseAfterRefusalSeconds = 1;

/** Polls until `stop`, then waits for the batches being worked. Waiting costs nothing: SQS wakes the poll on send. */
export async function pollQueue(options: PollerOptions, stop: AbortSignal): Promise<void> {
  const { mapping, functions } = options;
  const most = Math.min(
    mapping.maximumConcurrency ?? Infinity,
    functions.concurrencyOf(mapping.functionName),
  );
  const turns = openTurns(most);
  const tell = onceEach(options);
  if (!(await isMappable(options, tell))) return;
  while (!stop.aborted) {
    // Fetched only when it can be worked at once, for its visibility timeout is already running.
    const leave = await turns.enter();
    const batch = await gather(options, stop).catch((error) => pause(error, { tell, stop }));
    void work(batch, options).catch(tell).finally(leave);
  }
  await turns.quiet();
}

/** Lambda makes no mapping for a function whose role may not look at the queue: then nothing flows, here as there. */
async function isMappable({ mapping, sqs }: PollerOptions, tell: Tell): Promise<boolean> {
  try {
    await sqs("GetQueueAttributes", { QueueUrl: mapping.queueUrl, AttributeNames: ["QueueArn"] });
    return true;
  } catch (error) {
    tell(error);
    return false;
  }
}

/** Waits for a first message, then as long as the window says for a full batch. */
async function gather({ mapping, sqs }: PollerOptions, stop: AbortSignal): Promise<readonly Message[]> {
  const { queueUrl, batchSize, windowSeconds } = mapping;
  const receive = async (room: number, until: AbortSignal) => {
    const seconds = until === stop || windowSeconds > 0 ? longestWaitSeconds : 0;
    const asked = {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(room, mostPerReceive),
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    };
    return Received.parse(await sqs("ReceiveMessage", asked, until)).Messages;
  };
  const batch = [...(await receive(batchSize, stop))];
  if (batch.length === 0) return batch;
  const until = AbortSignal.any([stop, AbortSignal.timeout(windowSeconds * 1000)]);
  while (batch.length < batchSize) {
    const more = await receive(batchSize - batch.length, until);
    if (more.length === 0) break;
    batch.push(...more);
  }
  return batch;
}

async function work(
  batch: readonly Message[],
  { mapping, functions, sqs, region }: PollerOptions,
): Promise<void> {
  if (batch.length === 0) return;
  const { queueArn, queueUrl, functionName, partial } = mapping;
  const event = { Records: batch.map((message) => recordOf(message, { queueArn, region })) };
  const outcome = await functions.invoke(functionName, JSON.stringify(event));
  const done = succeeded(batch, outcome, partial);
  for (let at = 0; at < done.length; at += mostPerReceive) {
    const Entries = done
      .slice(at, at + mostPerReceive)
      .map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
    await sqs("DeleteMessageBatch", { QueueUrl: queueUrl, Entries });
  }
}

type Tell = (error: unknown) => void;

/** A refusal that repeats is told once until something else happens. */
function onceEach({ mapping, say }: PollerOptions): Tell {
  let last = "";
  return (error) => {
    const line = `${mapping.logicalId}: ${error instanceof Error ? error.message : String(error)}`;
    if (line !== last) say(line);
    last = line;
  };
}

async function pause(
  error: unknown,
  { tell, stop }: { tell: Tell; stop: AbortSignal },
): Promise<readonly Message[]> {
  if (stop.aborted) return [];
  tell(error);
  await sleep(pauseAfterRefusalSeconds * 1000, undefined, { signal: stop }).catch(() => {});
  return [];
}
