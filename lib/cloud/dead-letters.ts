import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { DeadLetters } from "../order/ports.ts";

/** Most letters of one queue in one look. */
const perLook = 100;
/** Long enough to see each letter once in a look, short enough that a look which crashed is over by the next. */
const hiddenSeconds = 40;

/** Looks at dead-letter queues. Letters are hidden while it looks, and no longer: a hidden letter cannot be redriven. */
export function deadLettersIn(sqs: SQSClient, queues: Readonly<Record<string, string>>): DeadLetters {
  return {
    look: async () => {
      const found = await Promise.all(
        Object.entries(queues).map(([queue, url]) => lookInto(sqs, queue, url)),
      );
      return found.flat();
    },
  };
}

async function lookInto(sqs: SQSClient, queue: string, QueueUrl: string) {
  const pages: Message[][] = [];
  while (pages.length * perPage < perLook) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: perPage,
        VisibilityTimeout: hiddenSeconds,
      }),
    );
    if (Messages.length === 0) break;
    pages.push(Messages);
  }
  await Promise.all(pages.map((page) => show(sqs, QueueUrl, page)));
  return pages.flat().map(({ Body = "" }) => ({ queue, body: Body }));
}

/** The most that SQS gives and takes at once. */
const perPage = 10;

async function show(sqs: SQSClient, QueueUrl: string, page: readonly Message[]): Promise<void> {
  const Entries = page.map(({ ReceiptHandle }, place) => ({
    Id: String(place),
    ReceiptHandle,
    VisibilityTimeout: 0,
  }));
  await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
}
