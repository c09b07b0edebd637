import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import type { Connection } from "./connection.ts";
import { type Log, reasonOf } from "./log.ts";
import { persist } from "./retry.ts";

/** One message of the facility's queue. It comes back after a minute unless it is deleted. */
export interface Ring {
  readonly text: string;
  delete(): Promise<void>;
  /** Lets another client of the facility have it: at once, or later each time it comes back. */
  giveBack(): Promise<void>;
}

const visibilitySeconds = 60;

/** Takes at most `atMost` messages, waiting up to `waitSeconds` (20 at most) for the first. */
export async function receive(
  connection: Connection,
  wish: { atMost: number; waitSeconds: number },
  { signal, log }: { signal: AbortSignal; log: Log },
): Promise<Ring[]> {
  const ask = async () => {
    const { sqs, grant } = connection.line();
    const command = new ReceiveMessageCommand({
      QueueUrl: grant.queueUrl,
      MaxNumberOfMessages: Math.min(10, wish.atMost),
      WaitTimeSeconds: wish.waitSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    return await sqs.send(command, { abortSignal: signal });
  };
  const { Messages = [] } = await persist(ask, { signal, log, what: "queue" });
  return Messages.map((message) => ringOf(message, connection, log));
}

function ringOf(message: Message, connection: Connection, log: Log): Ring {
  const named = () => ({
    QueueUrl: connection.line().grant.queueUrl,
    ReceiptHandle: message.ReceiptHandle,
  });
  // Neither is tried for long: an undeleted message rings again, and the journal knows what was done about it.
  const attempt = (what: string, call: () => Promise<unknown>) =>
    call().then(
      () => {},
      (error: unknown) => log({ event: `${what}_failed`, level: "warn", reason: reasonOf(error) }),
    );
  return {
    text: message.Body ?? "",
    delete: () => attempt("delete", () => connection.line().sqs.send(new DeleteMessageCommand(named()))),
    giveBack: () =>
      attempt("give_back", () =>
        connection
          .line()
          .sqs.send(
            new ChangeMessageVisibilityCommand({ ...named(), VisibilityTimeout: restSeconds(message) }),
          ),
      ),
  };
}

/** 0, 15, 30, 60 ... 600 s: five tries last four minutes, so a restart does not send a message to the dead letters. */
function restSeconds({ Attributes }: Message): number {
  const receives = Number(Attributes?.ApproximateReceiveCount ?? 1);
  return receives <= 1 ? 0 : Math.min(600, 15 * 2 ** (receives - 2));
}
