import * as z from "zod";

const Message = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  MD5OfMessageAttributes: z.string().optional(),
  Attributes: z.record(z.string(), z.string()).default({}),
  MessageAttributes: z
    .record(
      z.string(),
      z.object({
        DataType: z.string(),
        StringValue: z.string().optional(),
        BinaryValue: z.string().optional(),
      }),
    )
    .default({}),
});

/** A message as ReceiveMessage gives it. */
export type Message = Readonly<z.infer<typeof Message>>;

/** The messages of a ReceiveMessage answer. */
export const Received = z.object({ Messages: z.array(Message).default([]) });

/** One record of the event a function gets from SQS. */
export function recordOf(message: Message, { queueArn, region }: { queueArn: string; region: string }) {
  const attributes = Object.entries(message.MessageAttributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) => {
      const value = BinaryValue === undefined ? { stringValue: StringValue } : { binaryValue: BinaryValue };
      return [name, { ...value, stringListValues: [], binaryListValues: [], dataType: DataType }] as const;
    },
  );
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(attributes),
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
