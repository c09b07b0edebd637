import { setTimeout as pause } from "node:timers/promises";
import { isFinal, itemStates } from "../lib/order/states.ts";
import type { OrderView } from "../lib/order/views.ts";

const way = itemStates.slice(0, itemStates.indexOf("shipped") + 1);
const pollMs = 250;

/** Prints every step of every item as it happens, until nothing is under way or the deadline has passed. */
export async function drawProgress(read: () => Promise<OrderView>, deadlineMs: number): Promise<OrderView> {
  const began = performance.now();
  const seen = new Map<string, string>();
  for (;;) {
    const order = await read();
    const moved = order.items.filter(({ id, state }) => seen.get(id) !== state);
    for (const item of moved) process.stdout.write(`${line(item, performance.now() - began)}\n`);
    for (const { id, state } of moved) seen.set(id, state);
    if (order.items.every(({ state }) => isFinal(state)) || performance.now() > deadlineMs) return order;
    await pause(pollMs);
  }
}

function line({ productId, state, route, error }: OrderView["items"][number], ms: number): string {
  const at = way.indexOf(state) + 1;
  const bar = "#".repeat(at).padEnd(way.length, ".");
  const why = error ? `${error.code}: ${error.detail}` : (route?.facilityId ?? "");
  return `  ${(ms / 1000).toFixed(1).padStart(5)} s  [${bar}] ${productId.padEnd(32)} ${state.padEnd(10)} ${why}`;
}
