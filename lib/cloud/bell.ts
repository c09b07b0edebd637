import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Rings a worker: each kind of errand has a queue of its own, and is a pointer of some bytes. */
export function bellTo<K extends string>(
  sqs: SQSClient,
  urls: Readonly<Partial<Record<K, string | undefined>>>,
) {
  return {
    ring: async (errand: { readonly kind: K }): Promise<void> => {
      const QueueUrl = urls[errand.kind];
      if (QueueUrl === undefined) throw new Error(`no queue for ${errand.kind}`);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ v: 1, ...errand }) }));
    },
  };
}
