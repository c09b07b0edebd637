import type { Account } from "./account.ts";
import type { Message, Standing } from "./message.ts";
import type { Poll, Queue, Taken } from "./queue.ts";

/** Takes up to `max` messages for a receiver; those received too often go to the dead-letter queue instead. */
export function take(account: Account, queue: Queue, ask: Poll["ask"]): Taken[] {
  account.settle(queue);
  const taken: Taken[] = [];
  while (taken.length < ask.max) {
    const message = queue.next(taken.at(-1)?.message);
    if (message === undefined) break;
    if (!bury(account, queue, message)) taken.push(handOut(account, queue, { message, ask }));
  }
  return taken;
}

/** Undoes a take whose receiver left before the answer, as if it had never asked. */
export function giveBack(account: Account, queue: Queue, taken: readonly Taken[]): void {
  for (const { message, before, standing } of taken) {
    const { id } = message.content;
    const isUntouched = queue.messages.get(id) === message && message.standing === standing;
    if (isUntouched) account.commit({ kind: "stands", queue: queue.name, id, standing: before });
  }
}

function handOut(
  account: Account,
  queue: Queue,
  { message, ask }: Pick<Taken, "message"> & Pick<Poll, "ask">,
) {
  const before = message.standing;
  const now = account.now();
  const standing: Standing = {
    state: "inFlight",
    dueAt: now + (ask.visibilitySeconds ?? queue.number("VisibilityTimeout")) * 1000,
    receives: before.receives + 1,
    firstReceivedAt: before.firstReceivedAt ?? now,
  };
  account.commit({ kind: "stands", queue: queue.name, id: message.content.id, standing });
  return { message, before, standing };
}

/** Moves an exhausted message; false when it is not, or when its dead-letter queue is gone. */
function bury(account: Account, queue: Queue, { content, standing }: Message): boolean {
  const { redrive } = queue;
  if (redrive === undefined || standing.receives - content.receivesBefore < redrive.maxReceives) return false;
  const grave = account.withArn(redrive.targetArn);
  if (grave === undefined) return false;
  account.commit({
    kind: "moved",
    queue: queue.name,
    id: content.id,
    to: grave.name,
    as: {
      id: content.id,
      sequence: account.nextSequence(),
      // AWS keeps the age in a standard dead-letter queue and starts anew in a FIFO one.
      sentAt: grave.isFifo ? account.now() : content.sentAt,
      deadLetterSource: queue.arn,
      receivesBefore: standing.receives,
    },
    standing,
  });
  return true;
}
