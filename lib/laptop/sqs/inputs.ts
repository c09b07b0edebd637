import * as z from "zod";
import { AwsError } from "../call.ts";

const text = z.string();
const count = z.int();
const strings = z.record(text, text);
const attribute = z.object({
  DataType: text,
  StringValue: text.optional(),
  BinaryValue: z.base64().optional(),
});
const attributes = z.record(text, attribute);

const message = z.object({
  MessageBody: text.min(1),
  DelaySeconds: count.min(0).max(900).optional(),
  MessageAttributes: attributes.optional(),
  MessageSystemAttributes: attributes.optional(),
  MessageDeduplicationId: text.min(1).max(128).optional(),
  MessageGroupId: text.min(1).max(128).optional(),
});
const receipt = z.object({ ReceiptHandle: text });
const visibility = receipt.extend({ VisibilityTimeout: count.min(0).max(43_200) });
const page = { NextToken: text.optional(), MaxResults: count.min(1).max(1000).optional() };
const id = { Id: text };
const url = { QueueUrl: text };

// What each operation takes, as AWS spells it; unknown members are ignored, as they are there.
export type MessageInput = z.infer<typeof message>;
export type ReceiptInput = z.infer<typeof receipt>;
export type VisibilityInput = z.infer<typeof visibility>;
export type ReceiveInput = z.infer<typeof receiveInput>;

export const queueInput = z.object(url);
export const createInput = z.object({
  QueueName: text,
  Attributes: strings.optional(),
  tags: strings.optional(),
});
export const nameInput = z.object({ QueueName: text });
export const attributeNamesInput = z.object({ ...url, AttributeNames: z.array(text).optional() });
export const setAttributesInput = z.object({ ...url, Attributes: strings });
export const listInput = z.object({ ...page, QueueNamePrefix: text.optional() });
export const sourcesInput = z.object({ ...url, ...page });
export const tagInput = z.object({ ...url, Tags: strings });
export const untagInput = z.object({ ...url, TagKeys: z.array(text) });

export const sendInput = message.extend(url);
export const sendBatchInput = z.object({ ...url, Entries: z.array(message.extend(id)).default([]) });
export const receiveInput = z.object({
  ...url,
  AttributeNames: z.array(text).default([]),
  MessageSystemAttributeNames: z.array(text).default([]),
  MessageAttributeNames: z.array(text).default([]),
  MaxNumberOfMessages: count.min(1).max(10).default(1),
  VisibilityTimeout: count.min(0).max(43_200).optional(),
  WaitTimeSeconds: count.min(0).max(20).optional(),
});
export const deleteInput = receipt.extend(url);
export const deleteBatchInput = z.object({ ...url, Entries: z.array(receipt.extend(id)).default([]) });
export const visibilityInput = visibility.extend(url);
export const visibilityBatchInput = z.object({ ...url, Entries: z.array(visibility.extend(id)).default([]) });

export const startMoveInput = z.object({
  SourceArn: text,
  DestinationArn: text.optional(),
  MaxNumberOfMessagesPerSecond: count.min(1).max(500).optional(),
});
export const listMovesInput = z.object({ SourceArn: text, MaxResults: count.min(1).max(10).default(1) });
export const cancelMoveInput = z.object({ TaskHandle: text });

/** The input as `schema` wants it, or the error AWS gives for the first thing wrong with it. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const { data, error } = schema.safeParse(input, { reportInput: true });
  const issue = error?.issues[0];
  if (issue === undefined) return data as z.infer<S>; // no error means that data is there
  const where = issue.path.join(".");
  const isMissing = issue.input === undefined || issue.input === "";
  if (isMissing) throw new AwsError("MissingParameter", `The request must contain the parameter ${where}.`);
  const value = String(issue.input).slice(0, 100);
  const reason = `Value ${value} for parameter ${where} is invalid. Reason: ${issue.message}.`;
  throw new AwsError("InvalidParameterValue", reason);
}
