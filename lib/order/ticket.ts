import * as z from "zod";
import { FacilityId, Instant, ItemId, OrderId, ShipmentId, TicketId } from "./ids.ts";
import { Money } from "./money.ts";
import { SizeMm } from "./product.ts";
import { CountryCode, Recipient } from "./recipient.ts";
import { documentAreas, FilePart } from "./rendered.ts";
import { ItemOptions } from "./source.ts";

export const TicketFile = z.strictObject({
  role: z.enum(["cover", "inside", "slip", "jobticket"]),
  key: z.string(),
  bytes: z.int().positive(),
  /** The parts of the object in order; one where it was written whole. */
  parts: z.array(FilePart).min(1),
  pages: z.int().positive(),
  trimMm: SizeMm,
  bleedMm: z.number().nonnegative(),
  ...documentAreas,
});
export type TicketFile = z.infer<typeof TicketFile>;

/** `ticket.json`: an invitation to print one item, in one generation. Immutable once written. */
export const Ticket = z.strictObject({
  v: z.literal(1),
  ticketId: TicketId,
  generation: z.int().positive(),
  facilityId: FacilityId,
  orderId: OrderId,
  itemId: ItemId,
  merchantReference: z.string().nullable(),
  shipment: z.strictObject({ id: ShipmentId, items: z.int().positive() }),
  product: z.strictObject({
    id: z.string(),
    name: z.string(),
    binding: z.string(),
    paper: z.string(),
    trimMm: SizeMm,
    pages: z.int().positive(),
    /** What was chosen among the product's options, where anything was. */
    options: ItemOptions.optional(),
  }),
  quantity: z.int().positive(),
  files: z.array(TicketFile).min(1),
  shipBy: Instant,
  shippingLevel: z.string(),
  recipient: Recipient,
  /** Of this item, where it crosses a customs border. */
  customs: z
    .strictObject({
      originCountry: CountryCode,
      /** Harmonised System, six digits: `4901.99`. */
      hsCode: z.string(),
      weightGrams: z.int().positive(),
      value: Money,
    })
    .optional(),
  /** What the facility is owed for it once it has shipped, by its own price list, net. */
  owed: Money.optional(),
});
export type Ticket = z.infer<typeof Ticket>;

/** Body of the claim object: who won. `revoked` by us, anything else by a facility's client. No personal data. */
export const Claim = z.strictObject({ clientId: z.string(), claimId: z.string(), at: Instant });
export type Claim = z.infer<typeof Claim>;

/** The clientId under which the platform itself claims, to revoke a generation. */
export const platformClientId = "printcloud";

/** What rings a facility's queue; S3 holds the truth. */
export const Bell = z.discriminatedUnion("kind", [
  z.strictObject({
    v: z.literal(1),
    kind: z.literal("production_ticket"),
    ticketId: TicketId,
    generation: z.int().positive(),
    key: z.string(),
  }),
  z.strictObject({
    v: z.literal(1),
    kind: z.literal("recall"),
    ticketId: TicketId,
    generation: z.int().positive(),
  }),
]);
export type Bell = z.infer<typeof Bell>;
