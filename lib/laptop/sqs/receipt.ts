import { AwsError } from "../call.ts";

/** What a receipt handle says. */
export interface Receipt {
  readonly id: string;
  /** The how-manieth receive it was given for. */
  readonly receives: number;
}

/** An opaque handle that says which message of which queue was received for the how-manieth time. */
export function receiptOf(queueName: string, id: string, receives: number): string {
  return Buffer.from(`${queueName} ${id} ${receives}`).toString("base64");
}

/** Reads a handle back; anything else, and any other queue's, is ReceiptHandleIsInvalid. */
export function readReceipt(queueName: string, text: string): Receipt {
  const [name, id, receives] = Buffer.from(text, "base64").toString().split(" ");
  const isOurs = name === queueName && id !== undefined && receives !== undefined;
  if (isOurs && receiptOf(name, id, Number(receives)) === text) return { id, receives: Number(receives) };
  throw new AwsError(
    "ReceiptHandleIsInvalid",
    `The input receipt handle "${text.slice(0, 200)}" is not a valid one.`,
  );
}
