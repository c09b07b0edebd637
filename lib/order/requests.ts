import * as z from "zod";
import { FacilityId, Instant, ItemId, MerchantId, Mode, OrderId } from "./ids.ts";
import { maxFileBytes } from "./limits.ts";
import { Payer, Recall, ShippingLevel } from "./order.ts";
import { Basket, QuoteItem } from "./quote.ts";
import { Recipient } from "./recipient.ts";
import { Fit, ItemFiles, ItemOptions } from "./source.ts";
import { OrderState } from "./states.ts";

/** Most bytes of an upload by one browser form; multipart above. */
export const maxFormBytes = 100_000_000;
/** Most images in one request, over all of its items. */
export const maxImages = 200;

export const ItemRequest = z.strictObject({
  productId: z.string().max(60),
  quantity: z.int().min(1).max(10_000),
  files: ItemFiles,
  fit: Fit.default("fill"),
  options: ItemOptions.default({}),
  /** Prints pictures below the product's least resolution, with a warning instead of a refusal. */
  acceptLowResolution: z.boolean().default(false),
});
export type ItemRequest = z.infer<typeof ItemRequest>;

/** An order's row holds them, and is to stay small. */
const maxMetadataBytes = 8_000;

export const OrderRequest = z.strictObject({
  merchantReference: z.string().max(120).nullish(),
  shippingLevel: ShippingLevel.default("standard"),
  settlement: z.enum(["account", "prepaid"]).default("account"),
  recipient: Recipient,
  items: z.array(ItemRequest).min(1).max(50),
  /** Of `POST /v1/quotes`: the order pays that price and goes where it said. */
  quoteId: z.string().max(40).optional(),
  metadata: z
    .record(z.string().max(40), z.string().max(500))
    .refine((entries) => Object.keys(entries).length <= 20, "at most 20 entries")
    .refine(
      (entries) => Buffer.byteLength(JSON.stringify(entries)) <= maxMetadataBytes,
      "at most 8 KB in all",
    )
    .default({}),
});
export type OrderRequest = z.infer<typeof OrderRequest>;

/** A basket as for a quote; pages may be left out, and are as few as the product takes then. */
export const SimulateRequest = z.strictObject({
  ...Basket.shape,
  /** When it would be ordered; now where it is left out. */
  at: Instant.optional(),
  items: z
    .array(z.strictObject({ ...QuoteItem.shape, pages: QuoteItem.shape.pages.optional() }))
    .min(1)
    .max(50),
});
export type SimulateRequest = z.infer<typeof SimulateRequest>;

export const CoverQuery = z.strictObject({
  pages: z.coerce.number().int(),
  /** One facility; without it all that make the product. */
  facilityId: FacilityId.optional(),
  format: z.enum(["json", "svg", "pdf"]).default("json"),
});
export type CoverQuery = z.infer<typeof CoverQuery>;

const uploadTypes = [
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/tiff",
  "image/avif",
  "image/heic",
  // Some browsers and phones say this of the same files.
  "image/heif",
  "application/pdf",
] as const;

export const UploadRequest = z.strictObject({
  bytes: z.int().min(1).max(maxFileBytes),
  type: z.enum(uploadTypes),
});
export type UploadRequest = z.infer<typeof UploadRequest>;

export const PartsRequest = z.strictObject({
  partNumbers: z.array(z.int().min(1).max(10_000)).min(1).max(100),
});
export type PartsRequest = z.infer<typeof PartsRequest>;

export const CompleteRequest = z.strictObject({
  parts: z
    .array(z.strictObject({ partNumber: z.int().min(1), etag: z.string().max(80) }))
    .max(10_000)
    .optional(),
});
export type CompleteRequest = z.infer<typeof CompleteRequest>;

export const CancelRequest = z.strictObject({
  items: z
    .array(
      z.strictObject({
        id: ItemId,
        /** Copies to take off; all of them where it is left out. */
        quantity: z.int().min(1).max(10_000).optional(),
      }),
    )
    .min(1)
    .max(100)
    .optional(),
});
export type CancelRequest = z.infer<typeof CancelRequest>;

export const ReprintRequest = z.strictObject({
  reason: z.string().min(1).max(400),
  payer: Payer,
  /** Copies to print again; all of them where it is left out. */
  quantity: z.int().min(1).max(10_000).optional(),
});
export type ReprintRequest = z.infer<typeof ReprintRequest>;

/** What an operator asks a facility to give back although it claimed it, and what becomes of it then. */
export const RecallRequest = z.strictObject({
  mode: Mode,
  merchantId: MerchantId,
  orderId: OrderId,
  itemId: ItemId,
  purpose: Recall.shape.purpose.default("reroute"),
});
export type RecallRequest = z.infer<typeof RecallRequest>;

/** Positions are written with twelve digits. */
const maxPosition = 999_999_999_998;

const limit = z.coerce.number().int().min(1).max(100).default(20);

export const ProductsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(100),
  cursor: z.string().max(60).optional(),
});
export type ProductsQuery = z.infer<typeof ProductsQuery>;

export const OrdersQuery = z.strictObject({
  limit,
  cursor: z.string().max(400).optional(),
  state: OrderState.optional(),
  merchantReference: z.string().max(120).optional(),
  createdAfter: z.iso.datetime().optional(),
  createdBefore: z.iso.datetime().optional(),
});
export type OrdersQuery = z.infer<typeof OrdersQuery>;

export const EventsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(maxPosition).default(0),
  limit,
});
export type EventsQuery = z.infer<typeof EventsQuery>;
