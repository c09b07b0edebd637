import * as z from "zod";
import { EventId, Instant, ItemId, Mode, OrderId } from "./ids.ts";
import { itemStates, OrderState } from "./states.ts";

const itemWords = [
  ...itemStates.filter((state) => state !== "received" && state !== "preparing" && state !== "rendering"),
  "preflighted",
  "rendered",
  "rerouted",
  "shrunk",
  "partially_shipped",
  "on_hold",
  "files_deleted",
  "reprint_requested",
] as const;

export const EventType = z.union([
  z.templateLiteral(["order.", OrderState]),
  z.templateLiteral(["item.", z.enum(itemWords)]),
]);
export type EventType = z.infer<typeof EventType>;

/** Something that happened to an order. `sequence` counts per order from 1 without gaps. No personal data. */
export const Event = z.strictObject({
  id: EventId,
  type: EventType,
  mode: Mode,
  orderId: OrderId,
  itemId: ItemId.nullable(),
  sequence: z.int().positive(),
  occurredAt: Instant,
  data: z.record(z.string(), z.unknown()),
});
export type Event = z.infer<typeof Event>;

/** An event in the merchant's feed; `position` counts per merchant and mode from 1 without gaps. */
export const PositionedEvent = z.strictObject({ ...Event.shape, position: z.int().positive() });
export type PositionedEvent = z.infer<typeof PositionedEvent>;
