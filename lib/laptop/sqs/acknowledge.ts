import { AwsError } from "../call.ts";
import type { Account } from "./account.ts";
import { type BatchAnswer, each } from "./batch.ts";
import { type Desk, queueAt } from "./desk.ts";
import type { ReceiptInput, VisibilityInput } from "./inputs.ts";
import type { Message } from "./message.ts";
import type { Queue } from "./queue.ts";
import { type Receipt, readReceipt } from "./receipt.ts";
import { invalid } from "./redrive.ts";

type Url = { readonly QueueUrl: string };
type Id = { readonly Id: string };

/** Deletes a message that is done; one that is gone already is fine. */
export function deleteMessage(desk: Desk, input: ReceiptInput & Url): object {
  return remove(desk.account, queueAt(desk, input.QueueUrl, "DeleteMessage"), input);
}

/** Deletes up to ten; asks once, for the permission to delete one. */
export function deleteBatch(desk: Desk, input: Url & { Entries: (ReceiptInput & Id)[] }): BatchAnswer {
  const queue = queueAt(desk, input.QueueUrl, "DeleteMessage");
  return each(input.Entries, (entry) => remove(desk.account, queue, entry));
}

/** Keeps a message in flight until so many seconds from now; 0 gives it back. */
export function changeVisibility(desk: Desk, input: VisibilityInput & Url): object {
  return hide(desk.account, queueAt(desk, input.QueueUrl, "ChangeMessageVisibility"), input);
}

/** The same for up to ten. */
export function changeVisibilityBatch(
  desk: Desk,
  input: Url & { Entries: (VisibilityInput & Id)[] },
): BatchAnswer {
  const queue = queueAt(desk, input.QueueUrl, "ChangeMessageVisibility");
  return each(input.Entries, (entry) => hide(desk.account, queue, entry));
}

/** A standard queue accepts any old handle of the message; a FIFO queue only the one that still holds it. */
function remove(account: Account, queue: Queue, { ReceiptHandle }: ReceiptInput): object {
  account.settle(queue);
  const receipt = readReceipt(queue.name, ReceiptHandle);
  const message = queue.messages.get(receipt.id);
  if (message === undefined) return {};
  if (queue.isFifo && !isHeld(message, receipt)) throw expired(ReceiptHandle);
  account.commit({ kind: "removed", queue: queue.name, id: receipt.id });
  return {};
}

function hide(account: Account, queue: Queue, { ReceiptHandle, VisibilityTimeout }: VisibilityInput): object {
  account.settle(queue);
  const receipt = readReceipt(queue.name, ReceiptHandle);
  const message = queue.messages.get(receipt.id);
  if (message === undefined) throw gone(ReceiptHandle);
  if (queue.isFifo && !isHeld(message, receipt)) throw expired(ReceiptHandle);
  if (message.standing.state !== "inFlight") {
    throw new AwsError("MessageNotInflight", "The message referred to is not in flight.");
  }
  const dueAt = account.now() + VisibilityTimeout * 1000;
  const standing = {
    ...message.standing,
    state: VisibilityTimeout > 0 ? "inFlight" : "ready",
    dueAt,
  } as const;
  account.commit({ kind: "stands", queue: queue.name, id: receipt.id, standing });
  return {};
}

function isHeld({ standing }: Message, receipt: Receipt): boolean {
  return standing.state === "inFlight" && standing.receives === receipt.receives;
}

function expired(handle: string): AwsError {
  return invalid("ReceiptHandle", handle, "The receipt handle has expired");
}

function gone(handle: string): AwsError {
  const reason = "Message does not exist or is not available for visibility timeout change";
  return invalid("ReceiptHandle", handle, reason);
}
