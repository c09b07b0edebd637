import { ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeadLetters } from "../order/ports.ts";

/** Most letters of one queue in one look. */
const perLook = 100;
/** Long enough to see each letter once in a look, short enough to see it again in the next. */
const hiddenSeconds = 40;

/** Looks at dead-letter queues: letters are hidden for a moment and stay. */
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
  const found: { queue: string; body: string }[] = [];
  while (found.length < perLook) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: hiddenSeconds }),
    );
    if (Messages.length === 0) break;
    found.push(...Messages.map(({ Body = "" }) => ({ queue, body: Body })));
  }
  return found;
}
