import * as z from "zod";
import { PositionedEvent } from "./event.ts";
import * as ids from "./ids.ts";
import { Currency } from "./money.ts";
import { Failure, Hold, Reprint, Shipment, ShippingLevel } from "./order.ts";
import { PriceLine, PriceTotals } from "./price.ts";
import { Product, SizeMm } from "./product.ts";
import { Quote } from "./quote.ts";
import { Recipient } from "./recipient.ts";
import { documentAreas, FilePart, Finding } from "./rendered.ts";
import { Route } from "./route.ts";
import { Fit, ItemOptions } from "./source.ts";
import { ItemState, OrderState } from "./states.ts";

/** What the REST API answers. Schemas here are the ones in `GET /v1/openapi.json`. */
export const FileView = z.strictObject({
  role: z.enum(["inside", "cover"]),
  /** Lives 15 minutes; null once the files are deleted. */
  url: z.string().nullable(),
  /** Null of a file in several parts, which have one each. */
  sha256: ids.Sha256.nullable(),
  parts: z.array(FilePart),
  bytes: z.int(),
  pages: z.int(),
  trimMm: SizeMm,
  bleedMm: z.number(),
  ...documentAreas,
});
export type FileView = z.infer<typeof FileView>;

export const ItemView = z.strictObject({
  id: ids.ItemId,
  productId: z.string(),
  quantity: z.int(),
  /** Copies that have left the facility. */
  shipped: z.int(),
  /** Of an item that is printed again: which one, why, and at whose cost. */
  reprintOf: Reprint.nullable(),
  fit: Fit,
  options: ItemOptions,
  acceptLowResolution: z.boolean(),
  state: ItemState,
  pages: z.int().nullable(),
  onHold: Hold.nullable(),
  error: Failure.nullable(),
  route: z
    .strictObject({
      facilityId: ids.FacilityId,
      shipmentId: ids.ShipmentId,
      generation: z.int(),
      reasons: z.array(z.string()),
      candidates: z.array(z.unknown()).optional(),
    })
    .nullable(),
  files: z.array(FileView),
  previews: z.array(
    z.strictObject({
      role: z.enum(["inside", "cover"]),
      page: z.int(),
      /** As it will be after cutting. */
      url: z.string().nullable(),
      /** Before cutting, with trim, bleed, safe area, folds and findings drawn over it. */
      annotatedUrl: z.string().nullable(),
    }),
  ),
  findings: z.array(Finding),
});
export type ItemView = z.infer<typeof ItemView>;

/** What travels together from one facility, how far it is, and its parcels with what is in them. */
const ShipmentView = z.strictObject({
  ...Shipment.shape,
  state: z.enum([...OrderState.options, "printed"]),
  items: z.array(z.strictObject({ itemId: ids.ItemId, quantity: z.int(), shipped: z.int() })),
});
export type ShipmentView = z.infer<typeof ShipmentView>;

export const OrderView = z.strictObject({
  id: ids.OrderId,
  mode: ids.Mode,
  state: OrderState,
  merchantReference: z.string().nullable(),
  shippingLevel: ShippingLevel,
  settlement: z.enum(["account", "prepaid"]),
  recipient: Recipient.nullable(),
  metadata: z.record(z.string(), z.string()),
  items: z.array(ItemView),
  shipments: z.array(ShipmentView),
  quoteId: ids.QuoteId.nullable(),
  /** Null until it is known: from the quote, or once the first item is routed. */
  price: z
    .strictObject({
      currency: Currency,
      lines: z.array(PriceLine),
      totals: PriceTotals,
      /** The totals without copies that were taken off, and without items that were cancelled or failed. */
      due: PriceTotals,
    })
    .nullable(),
  actions: z.array(z.enum(["cancel", "reprint"])),
  /** The last state in which cancelling is still possible, or null when it is too late for every item. */
  cancellableUntil: z.literal("queued").nullable(),
  createdAt: ids.Instant,
  updatedAt: ids.Instant,
  filesDeletedAt: ids.Instant.nullable(),
  history: z.array(PositionedEvent).optional(),
});
export type OrderView = z.infer<typeof OrderView>;

const list = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

export const OrdersView = list(OrderView);
export const ProductsView = list(Product);
export const EventsView = list(PositionedEvent);
export const RoutesView = z.strictObject({
  /** One for each item asked for, in that order; no facility where nobody can. */
  items: z.array(z.strictObject({ productId: z.string(), route: Route })),
  ...Quote.pick({ shipments: true, currency: true, lines: true, totals: true }).shape,
});

export const UploadView = z.strictObject({
  fileId: ids.FileId,
  state: z.enum(["open", "complete"]),
  /** Form upload up to this many bytes; `parts` above. */
  form: z.strictObject({ url: z.string(), fields: z.record(z.string(), z.string()) }).nullable(),
  multipart: z.strictObject({ partBytes: z.int(), parts: z.int() }).nullable(),
  expiresAt: ids.Instant.nullable(),
});
export type UploadView = z.infer<typeof UploadView>;

export const PartsView = z.strictObject({
  parts: z.array(z.strictObject({ partNumber: z.int(), url: z.string() })),
  expiresAt: ids.Instant,
});

/** Whom a key acts for: an application for the merchant it names. */
export const MeView = z.strictObject({
  kind: z.enum(["secret", "publishable", "app"]),
  mode: ids.Mode,
  merchantId: ids.MerchantId,
});
export type MeView = z.infer<typeof MeView>;

export const HealthView = z.strictObject({ status: z.literal("ok"), version: z.string() });

/** What a facility's client works with for the next hour. */
export const CredentialsView = z.strictObject({
  credentials: z.strictObject({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string(),
    expiration: ids.Instant,
  }),
  region: z.string(),
  facilityId: ids.FacilityId,
  queueUrl: z.url(),
  statusQueueUrl: z.url(),
  bucket: z.strictObject({ name: z.string(), prefix: z.string() }),
  /** Where SQS and S3 answer when it is not AWS. */
  endpoint: z.url().nullable(),
});
export type CredentialsView = z.infer<typeof CredentialsView>;

export const ProblemView = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  pointer: z.string().nullable(),
  given: z.unknown(),
  wanted: z.unknown(),
  requestId: z.string(),
});
export type ProblemView = z.infer<typeof ProblemView>;
