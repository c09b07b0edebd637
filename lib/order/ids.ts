import * as z from "zod";

/** Live orders are printed; test orders reach only simulated facilities. Part of every key, message and prefix. */
export const Mode = z.enum(["live", "test"]);
export type Mode = z.infer<typeof Mode>;

const ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);

export const OrderId = z.templateLiteral(["ord_", ulid]);
export const ItemId = z.templateLiteral(["itm_", ulid]);
export const TicketId = z.templateLiteral(["tkt_", ulid]);
export const ShipmentId = z.templateLiteral(["shp_", ulid]);
export const FileId = z.templateLiteral(["fil_", ulid]);
export const QuoteId = z.templateLiteral(["quo_", ulid]);
export const PreflightId = z.templateLiteral(["pfl_", ulid]);
export const EventId = z.templateLiteral(["evt_", ulid]);
export const MerchantId = z.templateLiteral(["mer_", ulid]);
export const AppId = z.templateLiteral(["app_", ulid]);

export type OrderId = z.infer<typeof OrderId>;
export type ItemId = z.infer<typeof ItemId>;
export type TicketId = z.infer<typeof TicketId>;
export type ShipmentId = z.infer<typeof ShipmentId>;
export type FileId = z.infer<typeof FileId>;
export type QuoteId = z.infer<typeof QuoteId>;
export type PreflightId = z.infer<typeof PreflightId>;
export type EventId = z.infer<typeof EventId>;
export type MerchantId = z.infer<typeof MerchantId>;
export type AppId = z.infer<typeof AppId>;

/** A facility's name in queues, prefixes and session names: lower case, digits and hyphens, 3 to 40 characters. */
export const FacilityId = z.string().regex(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/);
export type FacilityId = z.infer<typeof FacilityId>;

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Time as RFC 3339 in UTC, e.g. `2026-11-21T11:34:00.000Z`. */
export const Instant = z.iso.datetime();

/** Prefixes of ids that a clock-ordered ULID follows. */
export type IdPrefix = "ord" | "itm" | "tkt" | "shp" | "fil" | "pfl" | "quo" | "evt" | "mer" | "app";
