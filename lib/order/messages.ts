import * as z from "zod";
import { Event } from "./event.ts";
import { ItemId, MerchantId, Mode, OrderId, PreflightId, Sha256 } from "./ids.ts";
import { ticketKey } from "./keys.ts";
import type { Effect, Order } from "./order.ts";
import type { Bell } from "./ticket.ts";

const envelope = {
  v: z.literal(1),
  mode: Mode,
  merchantId: MerchantId,
  orderId: OrderId,
  effectId: z.string(),
};

const itemPointer = { ...envelope, itemId: ItemId, generation: z.int().positive() };

/** Queue messages are pointers under 1 KB without personal data; what they point to is read again by who works them. */
export const PrepareMessage = z.object({ kind: z.literal("prepare"), ...itemPointer });
export const RouteMessage = z.object({
  kind: z.literal("route"),
  ...envelope,
  generation: z.int().positive(),
});
/** With a share it is for one of many workers: that of the plan made for this spec. */
export const RenderMessage = z.object({
  kind: z.literal("render"),
  ...itemPointer,
  share: z.object({ spec: Sha256, at: z.int().nonnegative() }).optional(),
});
export const DispatchMessage = z.object({ kind: z.literal("dispatch"), ...itemPointer });
export const EventMessage = z.object({ kind: z.literal("event"), ...envelope, event: Event });
/** Of no order: a preflight has an address of its own. */
export const PreflightMessage = z.object({
  v: z.literal(1),
  kind: z.literal("preflight"),
  mode: Mode,
  merchantId: MerchantId,
  preflightId: PreflightId,
  effectId: z.string(),
});
export type PrepareMessage = z.infer<typeof PrepareMessage>;
export type RouteMessage = z.infer<typeof RouteMessage>;
export type RenderMessage = z.infer<typeof RenderMessage>;
export type DispatchMessage = z.infer<typeof DispatchMessage>;
export type EventMessage = z.infer<typeof EventMessage>;
export type PreflightMessage = z.infer<typeof PreflightMessage>;
export type Message =
  | PrepareMessage
  | RouteMessage
  | RenderMessage
  | DispatchMessage
  | EventMessage
  | PreflightMessage;

/** An effect addressed: to a station of ours, or to a facility's own queue. */
export type Parcelled =
  | { readonly to: "station"; readonly effectId: string; readonly message: Message }
  | { readonly to: "facility"; readonly effectId: string; readonly facilityId: string; readonly bell: Bell };

export function messageOf(order: Order, effect: Effect): Parcelled {
  if (effect.kind === "ring" || effect.kind === "recall") {
    return { to: "facility", effectId: effect.id, facilityId: effect.facilityId, bell: bellOf(effect) };
  }
  const { mode, merchantId, id: orderId } = order;
  const { id: effectId, ...content } = effect;
  return {
    to: "station",
    effectId,
    message: { v: 1, mode, merchantId, orderId, effectId, ...content },
  };
}

function bellOf(effect: Extract<Effect, { kind: "ring" | "recall" }>): Bell {
  const { kind, ticketId, generation, facilityId } = effect;
  if (kind === "recall") return { v: 1, kind, ticketId, generation };
  const key = ticketKey(facilityId, ticketId, generation);
  return { v: 1, kind: "production_ticket", ticketId, generation, key };
}
