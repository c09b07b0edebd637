import * as z from "zod";
import { Rejected } from "./errors.ts";
import { Event } from "./event.ts";
import * as ids from "./ids.ts";
import type { OrderRef } from "./keys.ts";
import { Money } from "./money.ts";
import { KeptPrice } from "./price.ts";
import { Recipient } from "./recipient.ts";
import { Parcel } from "./report.ts";
import { Fit, ItemOptions } from "./source.ts";
import { ItemState, type OrderState, orderState } from "./states.ts";

export const ShippingLevel = z.enum(["economy", "standard", "express", "overnight", "pickup"]);
export type ShippingLevel = z.infer<typeof ShippingLevel>;

/** Something that stands in an item's way; not a state. */
export const Hold = z.strictObject({
  code: z.string(),
  since: ids.Instant,
  /** Of `no_facility`: who came nearest, and what was missing. */
  reasons: z.array(z.string()).optional(),
});

export const Failure = z.strictObject({
  code: z.string(),
  detail: z.string(),
  pointer: z.string().optional(),
  given: z.unknown().optional(),
  wanted: z.unknown().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** Copies by the `seq` of the status that told of them: repeats add nothing, and the sum does not depend on arrival. */
const Copies = z.record(z.string(), z.int().positive());
export type Copies = z.infer<typeof Copies>;

/** What was read from the right sender in this generation; the state is computed from it. What is rare is left out. */
const Reported = z.strictObject({
  failed: z.boolean(),
  refused: z.boolean(),
  gone: z.boolean(),
  recalled: z.literal(true).optional(),
  recallDenied: z.literal(true).optional(),
  shipped: Copies.optional(),
  delivered: Copies.optional(),
});

/** What a facility was asked to give back although it had claimed it, and what becomes of it then. */
export const Recall = z.strictObject({ purpose: z.enum(["reroute", "cancel"]), at: ids.Instant });
export type Recall = z.infer<typeof Recall>;

/** Who pays for printing something again. */
export const Payer = z.enum(["merchant", "facility", "platform"]);

/** Of an item that is printed again: which one, why, and at whose cost. */
export const Reprint = z.strictObject({ itemId: ids.ItemId, reason: z.string(), payer: Payer });
export type Reprint = z.infer<typeof Reprint>;

export const Item = z.strictObject({
  id: ids.ItemId,
  ticketId: ids.TicketId,
  productId: z.string(),
  quantity: z.int().positive(),
  fit: Fit,
  options: ItemOptions.optional(),
  acceptLowResolution: z.boolean().optional(),
  state: ItemState,
  /** Fences re-routing: tickets, claims and statuses carry it. */
  generation: z.int().positive(),
  /** Keys of immutable documents in S3. */
  filesDoc: z.string(),
  preparedDoc: z.string().nullable(),
  routeDoc: z.string().nullable(),
  renderedDoc: z.string().nullable(),
  pages: z.int().positive().nullable(),
  facilityId: ids.FacilityId.nullable(),
  shipmentId: ids.ShipmentId.nullable(),
  reasons: z.array(z.string()),
  /** When the facility is to have shipped it, as the router promised. */
  shipBy: ids.Instant.nullable().default(null),
  /** What its facility is owed once it has shipped, net; set when it is dispatched. */
  owed: Money.optional(),
  /** Facilities that had this item in an earlier generation and did not make it; not to be asked again. */
  tried: z.array(ids.FacilityId).default([]),
  reported: Reported,
  /** In this generation only. */
  recall: Recall.optional(),
  /** Requests that took copies off: each does so once, however often it comes. */
  cuts: z.array(z.string()).optional(),
  reprint: Reprint.optional(),
  hold: Hold.nullable(),
  failure: Failure.nullable(),
  /** When the watchdog looks if nothing has moved; null when nothing is awaited. */
  deadline: ids.Instant.nullable(),
});
export type Item = z.infer<typeof Item>;

export const Shipment = z.strictObject({
  id: ids.ShipmentId,
  facilityId: ids.FacilityId,
  parcels: z.array(Parcel),
});
export type Shipment = z.infer<typeof Shipment>;

const pointer = { id: z.string(), itemId: ids.ItemId, generation: z.int().positive() };

/** An effect still to be sent: the embedded outbox. Ids are derived from (order, item, kind, generation). */
export const Effect = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("prepare"), ...pointer }),
  z.strictObject({ kind: z.literal("route"), id: z.string(), generation: z.int().positive() }),
  z.strictObject({ kind: z.literal("render"), ...pointer }),
  z.strictObject({ kind: z.literal("dispatch"), ...pointer }),
  z.strictObject({ kind: z.literal("ring"), ...pointer, ticketId: ids.TicketId, facilityId: ids.FacilityId }),
  z.strictObject({
    kind: z.literal("recall"),
    ...pointer,
    ticketId: ids.TicketId,
    facilityId: ids.FacilityId,
  }),
  z.strictObject({ kind: z.literal("event"), id: z.string(), event: Event }),
]);
export type Effect = z.infer<typeof Effect>;

/** The order's one row: state only; what is large or immutable lies in S3 under its hash. */
export const Order = z.strictObject({
  id: ids.OrderId,
  mode: ids.Mode,
  merchantId: ids.MerchantId,
  merchantReference: z.string().nullable(),
  shippingLevel: ShippingLevel,
  settlement: z.enum(["account", "prepaid"]),
  /** Null once erased. */
  recipient: Recipient.nullable(),
  countryCode: z.string(),
  /** The quote it is held to. */
  quoteId: ids.QuoteId.nullable().default(null),
  /** Null until the first item is routed, where no quote gave it before. */
  price: KeptPrice.nullable().default(null),
  metadata: z.record(z.string(), z.string()),
  /** Row of the idempotency answer, erased with the personal data in it. */
  idempotency: z.string().nullable(),
  createdAt: ids.Instant,
  updatedAt: ids.Instant,
  /** Grows by one with every change. */
  version: z.int().positive(),
  /** Number of the last event; contiguous per order. */
  sequence: z.int().nonnegative(),
  items: z.array(Item).min(1),
  shipments: z.array(Shipment),
  effects: z.array(Effect),
  /** Since when nothing is under way; the files go some days later. */
  restedAt: ids.Instant.nullable(),
  filesDeletedAt: ids.Instant.nullable(),
});
export type Order = z.infer<typeof Order>;

export function refOf(order: Order): OrderRef {
  return { mode: order.mode, merchantId: order.merchantId, orderId: order.id };
}

export function itemOf(order: Order, itemId: string): Item | undefined {
  return order.items.find((item) => item.id === itemId);
}

/** Copies that were reported, all statuses together. */
export function copiesIn(copies: Copies = {}): number {
  return Object.values(copies).reduce((sum, quantity) => sum + quantity, 0);
}

/** The order's state, computed from its items; a reprint counts where it stands in for one that counts and failed. */
export function stateOf({ items }: Pick<Order, "items">): OrderState {
  const byId = new Map<string, Item>(items.map((item) => [item.id, item]));
  const counts = ({ reprint }: Item): boolean => {
    const original = reprint && byId.get(reprint.itemId);
    return !reprint || (original?.state === "failed" && counts(original));
  };
  const counted = items.filter(counts);
  const state = orderState(counted.map((item) => item.state));
  const begun = counted.some(({ reported }) => reported.shipped !== undefined);
  return state === "in_progress" && begun ? "partially_shipped" : state;
}

/** An order of this owner by the id that a caller gave; Rejected `not_found` where that is no order's id. */
export function refTo(owner: { mode: ids.Mode; merchantId: ids.MerchantId }, id: string): OrderRef {
  const found = ids.OrderId.safeParse(id);
  if (!found.success) throw new Rejected("not_found", `There is no order ${id}.`, { given: id });
  return { ...owner, orderId: found.data };
}
