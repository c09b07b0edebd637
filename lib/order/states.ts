import * as z from "zod";

/** States of an item in the order they are met; the last two end it from anywhere before shipping. */
export const itemStates = [
  "received",
  "preparing",
  "routed",
  "rendering",
  "queued",
  "accepted",
  "printing",
  "printed",
  "shipped",
  "delivered",
  "failed",
  "cancelled",
] as const;

export const ItemState = z.enum(itemStates);
export type ItemState = z.infer<typeof ItemState>;

/** Where each state may go next. Statuses may skip words (shipped before accepted), never go back. */
export const moves: Readonly<Record<ItemState, readonly ItemState[]>> = {
  received: ["preparing", "failed", "cancelled"],
  preparing: ["routed", "failed", "cancelled"],
  routed: ["rendering", "failed", "cancelled"],
  // A client may list its prefix and claim before dispatch has recorded that the ticket lies there.
  rendering: ["queued", "accepted", "printing", "printed", "shipped", "delivered", "failed", "cancelled"],
  queued: ["accepted", "printing", "printed", "shipped", "delivered", "failed", "cancelled"],
  accepted: ["printing", "printed", "shipped", "delivered", "failed", "cancelled"],
  printing: ["printed", "shipped", "delivered", "failed", "cancelled"],
  printed: ["shipped", "delivered", "failed", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  // A parcel that did leave outranks a reported failure; the contradiction puts the item on hold.
  failed: ["shipped", "delivered"],
  cancelled: [],
};

export const OrderState = z.enum([
  "received",
  "in_progress",
  "partially_shipped",
  "shipped",
  "delivered",
  "failed",
  "cancelled",
]);
export type OrderState = z.infer<typeof OrderState>;

/** True when nothing more will happen to the item by itself. */
export function isFinal(state: ItemState): boolean {
  return state === "shipped" || state === "delivered" || state === "failed" || state === "cancelled";
}

/** The order's state, computed from its items: cancelled and failed items count only when nothing else is left. */
export function orderState(items: readonly ItemState[]): OrderState {
  const alive = items.filter((state) => state !== "cancelled" && state !== "failed");
  if (alive.length === 0) return items.includes("failed") ? "failed" : "cancelled";
  if (alive.every((state) => state === "delivered")) return "delivered";
  const gone = alive.filter((state) => state === "shipped" || state === "delivered").length;
  if (gone === alive.length) return "shipped";
  if (gone > 0) return "partially_shipped";
  // Of all items: an order that was once under way never falls back because its front runner was cancelled.
  return items.every((state) => state === "received") ? "received" : "in_progress";
}
