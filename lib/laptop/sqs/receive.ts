import { type Desk, queueAt } from "./desk.ts";
import type { ReceiveInput } from "./inputs.ts";
import { type Attributes, md5, md5OfAttributes } from "./message.ts";
import type { Queue, Taken } from "./queue.ts";
import { receiptOf } from "./receipt.ts";
import { sequenceNumber } from "./send.ts";
import { giveBack, take } from "./take.ts";

/** Takes what is there, or waits for it. A receiver that left before its answer has taken nothing. */
export async function receive(desk: Desk, input: ReceiveInput): Promise<object> {
  const queue = queueAt(desk, input.QueueUrl, "ReceiveMessage");
  const taken = await takeOrWait(desk, queue, input);
  const messages = taken.map((one) => rendered(queue, one, input));
  await desk.account.written();
  if (desk.call.gone.aborted) giveBack(desk.account, queue, taken);
  return messages.length === 0 ? {} : { Messages: messages };
}

async function takeOrWait(
  { account, polls, call }: Desk,
  queue: Queue,
  input: ReceiveInput,
): Promise<Taken[]> {
  const { gone } = call;
  const ask = { max: input.MaxNumberOfMessages, visibilitySeconds: input.VisibilityTimeout };
  const seconds = input.WaitTimeSeconds ?? queue.number("ReceiveMessageWaitTimeSeconds");
  if (gone.aborted) return [];
  const taken = take(account, queue, ask);
  return taken.length > 0 || seconds === 0 ? taken : polls.wait(queue, ask, { seconds, gone });
}

function rendered(queue: Queue, taken: Taken, input: ReceiveInput): object {
  const { id, body, attributes = {} } = taken.message.content;
  const system = chosen(systemAttributes(queue, taken), [
    ...input.AttributeNames,
    ...input.MessageSystemAttributeNames,
  ]);
  const own: Attributes = chosen(attributes, input.MessageAttributeNames);
  return {
    MessageId: id,
    ReceiptHandle: receiptOf(queue.name, id, taken.standing.receives),
    Body: body,
    MD5OfBody: md5(body),
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(Object.keys(own).length > 0 && {
      MessageAttributes: own,
      MD5OfMessageAttributes: md5OfAttributes(own),
    }),
  };
}

function systemAttributes(queue: Queue, { message, standing }: Taken): Record<string, string> {
  const { content } = message;
  const all = {
    SenderId: content.senderId,
    SentTimestamp: String(content.sentAt),
    ApproximateReceiveCount: String(standing.receives),
    ApproximateFirstReceiveTimestamp: String(standing.firstReceivedAt),
    AWSTraceHeader: content.traceHeader,
    MessageGroupId: content.groupId,
    MessageDeduplicationId: content.deduplicationId,
    DeadLetterQueueSourceArn: content.deadLetterSource ?? undefined,
    SequenceNumber: queue.isFifo ? sequenceNumber(content.sequence) : undefined,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** By name, `All`, `.*` or a prefix such as `trace.*`. */
function chosen<V>(values: Readonly<Record<string, V>>, names: readonly string[]): Record<string, V> {
  const isChosen = (name: string) => names.some((wanted) => matches(name, wanted));
  return Object.fromEntries(Object.entries(values).filter(([name]) => isChosen(name)));
}

function matches(name: string, wanted: string): boolean {
  if (wanted === "All") return true;
  return wanted.endsWith(".*") ? name.startsWith(wanted.slice(0, -2)) : name === wanted;
}
