import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../call.ts";
import { maxMessageBytes } from "./attributes.ts";
import { type BatchAnswer, each } from "./batch.ts";
import { checkMessage } from "./check-message.ts";
import { type Desk, queueAt } from "./desk.ts";
import type { MessageInput } from "./inputs.ts";
import { type Content, md5, md5OfAttributes, type Standing, sizeBytes } from "./message.ts";
import type { Queue } from "./queue.ts";

type Url = { readonly QueueUrl: string };

/** Accepts one message. */
export function send(desk: Desk, input: MessageInput & Url): object {
  return accept(desk, queueAt(desk, input.QueueUrl, "SendMessage"), input);
}

/** Accepts up to ten messages of 1 MiB in all. */
export function sendBatch(
  desk: Desk,
  input: Url & { Entries: (MessageInput & { Id: string })[] },
): BatchAnswer {
  const queue = queueAt(desk, input.QueueUrl, "SendMessage");
  const sizes = input.Entries.map((entry) => sizeBytes(entry.MessageBody, entry.MessageAttributes));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > maxMessageBytes) {
    const message = `Batch requests cannot be longer than ${maxMessageBytes} bytes. You have sent ${bytes} bytes.`;
    throw new AwsError("BatchRequestTooLong", message);
  }
  return each(input.Entries, (entry) => accept(desk, queue, entry));
}

function accept(desk: Desk, queue: Queue, input: MessageInput): object {
  checkMessage(queue, input);
  const key = queue.isFifo ? deduplicationKey(queue, input) : undefined;
  const twin = key === undefined ? undefined : queue.recent.find(key, desk.account.now());
  const { id, sequence } = twin ?? put(desk, queue, { input, key });
  return {
    MessageId: id,
    MD5OfMessageBody: md5(input.MessageBody),
    ...(input.MessageAttributes && { MD5OfMessageAttributes: md5OfAttributes(input.MessageAttributes) }),
    ...(input.MessageSystemAttributes && {
      MD5OfMessageSystemAttributes: md5OfAttributes(input.MessageSystemAttributes),
    }),
    ...(queue.isFifo && { SequenceNumber: sequenceNumber(sequence) }),
  };
}

function put(
  { account, call }: Desk,
  queue: Queue,
  { input, key }: { input: MessageInput; key: string | undefined },
) {
  const sentAt = account.now();
  const delaySeconds = (queue.isFifo ? undefined : input.DelaySeconds) ?? queue.number("DelaySeconds");
  const content: Content = {
    id: randomUUID(),
    body: input.MessageBody,
    sentAt,
    senderId: call.caller.userId,
    sequence: account.nextSequence(),
    groupId: input.MessageGroupId,
    deduplicationId: queue.isFifo ? deduplicationId(input) : undefined,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    attributes: input.MessageAttributes,
    deadLetterSource: null,
    receivesBefore: 0,
  };
  const standing: Standing = {
    state: delaySeconds > 0 ? "delayed" : "ready",
    dueAt: sentAt + delaySeconds * 1000,
    receives: 0,
    firstReceivedAt: null,
  };
  account.commit({ kind: "put", queue: queue.name, content, standing, key });
  return content;
}

/** AWS shows 20 digits. */
export function sequenceNumber(sequence: number): string {
  return `18${String(sequence).padStart(18, "0")}`;
}

function deduplicationKey(queue: Queue, input: MessageInput): string {
  const isPerGroup = queue.is("DeduplicationScope", "messageGroup");
  return JSON.stringify([isPerGroup ? input.MessageGroupId : null, deduplicationId(input)]);
}

/** Content-based deduplication looks at the body alone, not at attributes. */
function deduplicationId(input: MessageInput): string {
  return input.MessageDeduplicationId ?? createHash("sha256").update(input.MessageBody).digest("hex");
}
