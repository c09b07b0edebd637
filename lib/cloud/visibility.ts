import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Visibility } from "../order/ports.ts";

/** Hides messages of one queue from other workers. Messages that are gone already are passed over. */
export function visibilityOf(sqs: SQSClient, QueueUrl: string): Visibility {
  return {
    hide: async (receiptHandles, seconds) => {
      const Entries = receiptHandles.map((ReceiptHandle, place) => ({
        Id: String(place),
        ReceiptHandle,
        VisibilityTimeout: seconds,
      }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    },
  };
}
