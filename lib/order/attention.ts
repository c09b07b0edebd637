import type { Order } from "./order.ts";
import type { Attention } from "./ports.ts";

/** Grace before the sweeper takes an effect for lost: a handler sends its own within moments. */
const effectGraceMs = 20_000;

/** Why and when the clock must look at this order again; undefined when it is at rest for good. */
export function attentionOf(order: Order): { kind: Attention; at: string } | undefined {
  if (order.effects.length > 0) {
    return { kind: "effects", at: new Date(Date.parse(order.updatedAt) + effectGraceMs).toISOString() };
  }
  const deadline = earliest(order.items.map((item) => item.deadline));
  if (deadline) return { kind: "deadline", at: deadline };
  if (order.restedAt && !order.filesDeletedAt) return { kind: "retention", at: order.restedAt };
  return undefined;
}

function earliest(instants: readonly (string | null)[]): string | undefined {
  return instants.filter((at) => at !== null).sort()[0];
}
