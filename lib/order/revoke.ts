import type { Ledger } from "./change.ts";
import { claimKey } from "./keys.ts";
import type { Effect, Item, Order } from "./order.ts";
import type { Tickets } from "./ports.ts";
import { platformClientId } from "./ticket.ts";
import { effectId, withEffect } from "./transitions.ts";

export interface RevokePorts {
  readonly ledger: Ledger;
  readonly tickets: Tickets;
}

/**
 * Wins the claim of the item's generation, so that no facility can any more; false where a facility was first. A ticket
 * may lie in the facility's prefix before the row says queued, and a claim without a ticket hurts nobody.
 */
export async function revoke({ ledger, tickets }: RevokePorts, item: Item): Promise<boolean> {
  if (item.facilityId === null) return true;
  const at = ledger.clock.now().toISOString();
  const ours = { clientId: platformClientId, claimId: `revoked-${item.id}-${item.generation}`, at };
  const winner = await tickets.claim(claimKey(item.facilityId, item.ticketId, item.generation), ours);
  return winner.clientId === platformClientId;
}

/** Tells the facility that the item's generation is not to be printed; nobody where none has heard of it. */
export function withRecall(order: Order, item: Item): Order {
  const { id: itemId, generation, ticketId, facilityId } = item;
  if (facilityId === null || !told.has(item.state)) return order;
  const id = effectId(item, "recall");
  const recall: Effect = { kind: "recall", id, itemId, generation, ticketId, facilityId };
  return order.effects.some((effect) => effect.id === id) ? order : withEffect(order, recall);
}

/** Before, its ticket may lie there but no bell was rung. */
const told: ReadonlySet<Item["state"]> = new Set(["queued", "accepted"]);
