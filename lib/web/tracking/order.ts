import { signal } from "@preact/signals";
import type { Tracking } from "../calls/answers.ts";
import { steadyPreviews } from "../calls/steady-previews.ts";
import { cancelOrder, Refused, readTracking } from "../calls/storefront.ts";

/** The order as its shopper may see it. */
export const order = signal<Tracking | null>(null);

/** What was refused last. */
export const problem = signal<Refused | null>(null);

const steady = steadyPreviews();

/** Takes an answer of the server as the truth. */
export function learn(answer: Tracking): void {
  order.value = { ...answer, previews: steady(answer.previews) };
}

const everyMs = 5000;
let known = "";

/** Reads it again every few seconds, as long as somebody looks and something can still happen. */
export function follow(token: string): void {
  known = token;
  setInterval(() => {
    if (document.hidden || isOver(order.value)) return;
    void read().catch(() => {});
  }, everyMs);
}

/** Cancels it, if printing has not begun; the answer is what became of it. */
export async function cancel(): Promise<void> {
  try {
    learn(await cancelOrder(known));
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    problem.value = cause;
    await read();
  }
}

async function read(): Promise<void> {
  learn(await readTracking(known));
}

/** What was stopped is not over before its money is back, which is asked for only after that. */
function isOver(now: Tracking | null): boolean {
  if (now?.state === "delivered") return now.payment !== "refunding";
  if (now?.state !== "cancelled" && now?.state !== "failed") return false;
  return now.payment === "refunded" || now.payment === "invoice";
}
