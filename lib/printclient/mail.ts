import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSServiceException,
} from "@aws-sdk/client-sqs";
import type { Connection } from "./connection.ts";

/** A message of the facility's queue, as long as it is ours. */
export interface Received {
  readonly text: string;
  readonly receipt: string;
  /** How often it was received, this time included. */
  readonly times: number;
}

/** The two queues: the facility's own, and the one that statuses go to. */
export interface Mail {
  /** Takes at most `atMost` messages for `seconds`, waiting up to `waitSeconds` (20 at most) for the first. */
  receive(
    wish: { atMost: number; waitSeconds: number; seconds: number },
    signal: AbortSignal,
  ): Promise<Received[]>;
  /** From now on the message is ours for so many seconds; 0 gives it back. */
  hold(receipt: string, seconds: number): Promise<void>;
  remove(receipt: string): Promise<void>;
  /** Throws unless messages could be taken and deleted; takes none, so that none comes nearer to the dead letters. */
  probe(): Promise<void>;
  /** Sends at most ten statuses; answers the places of those that were taken. */
  send(texts: readonly string[]): Promise<number[]>;
}

export function openMail(connection: Connection): Mail {
  const sqs = () => connection.line().sqs;
  const named = (ReceiptHandle: string) => ({ QueueUrl: connection.line().grant.queueUrl, ReceiptHandle });
  return {
    async receive({ atMost, waitSeconds, seconds }, abortSignal) {
      const command = new ReceiveMessageCommand({
        QueueUrl: connection.line().grant.queueUrl,
        MaxNumberOfMessages: Math.min(10, atMost),
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: seconds,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      });
      const { Messages = [] } = await sqs().send(command, { abortSignal });
      return Messages.map(({ Body = "", ReceiptHandle = "", Attributes }) => ({
        text: Body,
        receipt: ReceiptHandle,
        times: Number(Attributes?.ApproximateReceiveCount ?? 1),
      }));
    },
    async hold(receipt, seconds) {
      const command = new ChangeMessageVisibilityCommand({ ...named(receipt), VisibilityTimeout: seconds });
      await sqs().send(command);
    },
    async remove(receipt) {
      await sqs().send(new DeleteMessageCommand(named(receipt)));
    },
    async probe() {
      await sqs()
        .send(new ChangeMessageVisibilityCommand({ ...named("none"), VisibilityTimeout: 0 }))
        .catch((error: unknown) => {
          // Who may not would hear AccessDenied before anybody looked at the receipt.
          if (!(error instanceof SQSServiceException && error.name.startsWith("ReceiptHandleIsInvalid")))
            throw error;
        });
    },
    async send(texts) {
      const QueueUrl = connection.line().grant.statusQueueUrl;
      const Entries = texts.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      const { Successful = [] } = await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      return Successful.map(({ Id }) => Number(Id));
    },
  };
}
