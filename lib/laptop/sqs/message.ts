import { createHash } from "node:crypto";

/** One message attribute; binary values stay base64, as they travel. */
export interface Attribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

/** A message's attributes by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** What was sent: never changes while the message stays in its queue. */
export interface Content {
  readonly id: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly senderId: string;
  /** Order of arrival; also the SequenceNumber of FIFO queues. */
  readonly sequence: number;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly traceHeader?: string | undefined;
  readonly attributes?: Attributes | undefined;
  /** ARN of the queue that gave up on it; null unless this is a dead-letter queue. */
  readonly deadLetterSource: string | null;
  /** Receives counted in earlier queues; redrive counts only those of the present queue. */
  readonly receivesBefore: number;
}

/** Where a message stands. Replaced as a whole, so that identity tells whether anything has happened since. */
export interface Standing {
  readonly state: "ready" | "delayed" | "inFlight";
  /** When a delayed or in-flight message becomes ready, in milliseconds since 1970. */
  readonly dueAt: number;
  readonly receives: number;
  readonly firstReceivedAt: number | null;
}

/** One message in one queue. */
export interface Message {
  readonly content: Content;
  standing: Standing;
}

/** In hex, as MD5OfMessageBody. */
export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** The digest SQS clients verify: names sorted, each part prefixed by its length, then 1 for text or 2 for binary. */
export function md5OfAttributes(attributes: Attributes): string {
  const hash = createHash("md5");
  for (const [name, { DataType, BinaryValue, StringValue = "" }] of Object.entries(attributes).sort(byName)) {
    for (const part of [name, DataType]) hash.update(prefixed(Buffer.from(part)));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    const value = BinaryValue === undefined ? Buffer.from(StringValue) : Buffer.from(BinaryValue, "base64");
    hash.update(prefixed(value));
  }
  return hash.digest("hex");
}

/** Bytes that count towards the size limit: the body and every attribute's name, type and value. */
export function sizeBytes(body: string, attributes: Attributes = {}): number {
  const parts = Object.entries(attributes).map(([name, attribute]) => sizeOfAttribute(name, attribute));
  return Buffer.byteLength(body) + parts.reduce((sum, bytes) => sum + bytes, 0);
}

function sizeOfAttribute(name: string, { DataType, StringValue = "", BinaryValue = "" }: Attribute): number {
  return Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, "base64");
}

function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
