import { CreateQueueCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { FacilityQueues } from "../order/ports.ts";

/** A bell that nobody answers this often is dead; its ticket stays in S3 for the client's hourly look. */
const maxReceives = 10;
const keptSeconds = 14 * 86_400;

/** Facility queues under the stage's name, made at run time, redriving to the one templated dead queue. */
export function facilityQueues(
  sqs: SQSClient,
  { prefix, deadQueueArn }: { prefix: string; deadQueueArn: string },
): FacilityQueues {
  return {
    ensure: async (facilityId) => {
      const { QueueUrl } = await sqs.send(
        new CreateQueueCommand({
          QueueName: `${prefix}${facilityId}`,
          Attributes: {
            VisibilityTimeout: "120",
            MessageRetentionPeriod: String(keptSeconds),
            ReceiveMessageWaitTimeSeconds: "20",
            SqsManagedSseEnabled: "true",
            Policy: JSON.stringify(onlyEncrypted(queueArn(deadQueueArn, `${prefix}${facilityId}`))),
            RedrivePolicy: JSON.stringify({
              deadLetterTargetArn: deadQueueArn,
              maxReceiveCount: maxReceives,
            }),
          },
        }),
      );
      if (!QueueUrl) throw new Error("SQS made a queue without a URL");
      return QueueUrl;
    },
  };
}

/** Beside the dead queue, in the same region and account. */
function queueArn(deadQueueArn: string, name: string): string {
  return [...deadQueueArn.split(":").slice(0, 5), name].join(":");
}

function onlyEncrypted(arn: string): unknown {
  const Condition = { Bool: { "aws:SecureTransport": "false" } };
  const Statement = [{ Effect: "Deny", Principal: { AWS: "*" }, Action: "sqs:*", Resource: arn, Condition }];
  return { Version: "2012-10-17", Statement };
}
