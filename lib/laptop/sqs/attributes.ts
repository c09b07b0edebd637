import { AwsError } from "../call.ts";
import { invalid, isRedriveAllowed, objectOf, redriveOf } from "./redrive.ts";

type Values = Readonly<Record<string, string>>;

/** 1 MiB: the largest message and the largest batch since August 2025. */
export const maxMessageBytes = 1_048_576;

const ranges: Readonly<Record<string, readonly [low: number, high: number]>> = {
  DelaySeconds: [0, 900],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
  MaximumMessageSize: [1024, maxMessageBytes],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
};

const words: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ["true", "false"],
  DeduplicationScope: ["queue", "messageGroup"],
  FifoQueue: ["true"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
  SqsManagedSseEnabled: ["true", "false"],
};

const fifoOnly = new Set([
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoQueue",
  "FifoThroughputLimit",
]);

/** An empty value takes these away. */
const removable = new Set(["KmsMasterKeyId", "Policy", "RedriveAllowPolicy", "RedrivePolicy"]);

const documents: Readonly<Record<string, (text: string) => void>> = {
  Policy: checkPolicy,
  RedriveAllowPolicy: (text) => void isRedriveAllowed(text, ""),
  RedrivePolicy: (text) => void redriveOf(text),
};

/** What AWS computes; can be asked for and not set. */
export const computed = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
] as const;

/** The attributes of a queue made with nothing said. */
export function defaultsOf(isFifo: boolean): Values {
  const fifo = {
    FifoQueue: "true",
    ContentBasedDeduplication: "false",
    DeduplicationScope: "queue",
    FifoThroughputLimit: "perQueue",
  };
  return {
    DelaySeconds: "0",
    MaximumMessageSize: String(maxMessageBytes),
    MessageRetentionPeriod: "345600",
    ReceiveMessageWaitTimeSeconds: "0",
    SqsManagedSseEnabled: "true",
    VisibilityTimeout: "30",
    ...(isFifo ? fifo : {}),
  };
}

/** Refuses attributes that AWS refuses; whether a redrive target exists is asked elsewhere. */
export function checkAttributes(given: Values, isFifo: boolean): void {
  for (const [name, value] of Object.entries(given)) {
    if (!isSettable(name) || (fifoOnly.has(name) && !isFifo)) throw unknownAttribute(name);
    if (value !== "" || !removable.has(name)) checkValue(name, value);
  }
}

/** `given` laid over `present`; empty values remove. */
export function merged(present: Values, given: Values): Values {
  const all = Object.entries({ ...present, ...given });
  return Object.fromEntries(all.filter(([name, value]) => value !== "" || !removable.has(name)));
}

/** The first given attribute that differs from the present ones; documents are compared by meaning. */
export function difference(present: Values, given: Values): string | undefined {
  return Object.keys(given).find((name) => meaning(name, present[name]) !== meaning(name, given[name]));
}

/** All names GetQueueAttributes knows. */
export function isAttribute(name: string): boolean {
  return isSettable(name) || computed.some((one) => one === name);
}

/** The refusal of an attribute SQS does not know, or not for this kind of queue. */
export function unknownAttribute(name: string): AwsError {
  return new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

function isSettable(name: string): boolean {
  return name in ranges || name in words || removable.has(name);
}

function checkValue(name: string, value: string): void {
  const range = ranges[name];
  const among = words[name];
  if (range !== undefined && !isWithin(value, range)) throw badValue(name);
  if (among !== undefined && !among.includes(value)) throw badValue(name);
  documents[name]?.(value);
}

function isWithin(value: string, [low, high]: readonly [number, number]): boolean {
  return /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high;
}

/** AWS allows 8,192 bytes and 20 statements; synthesis does not notice, a deploy does. */
function checkPolicy(text: string): void {
  const { Statement } = objectOf("Policy", text);
  const statements = Array.isArray(Statement) ? Statement.length : 1;
  if (text.length > 8192) throw invalid("Policy", "", "longer than 8,192 bytes");
  if (statements > 20) throw new AwsError("OverLimit", `${statements} statements; the limit is 20.`, 403);
}

function meaning(name: string, value: string | undefined): string | undefined {
  return value !== undefined && value !== "" && name in documents
    ? JSON.stringify(objectOf(name, value))
    : value;
}

function badValue(name: string): AwsError {
  return new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}
