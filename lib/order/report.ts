import * as z from "zod";
import { Instant, TicketId } from "./ids.ts";

/** Words a facility may report, lowest first: an item's state is the maximum over (generation, word). */
export const reportWords = [
  "refused",
  "accepted",
  "printing",
  "printed",
  "failed",
  "shipped",
  "delivered",
  "recalled",
  "recall_denied",
] as const;
export const ReportWord = z.enum(reportWords);
export type ReportWord = z.infer<typeof ReportWord>;

export const refusalReasons = ["damaged_file", "no_stock", "cannot_make", "overloaded", "other"] as const;

export const Parcel = z.object({
  carrier: z.string().max(80),
  tracking: z.string().max(120),
  url: z.url().max(300).nullish(),
  lines: z
    .array(z.object({ itemId: z.string().max(40), quantity: z.int().positive() }))
    .max(50)
    .optional(),
});
export type Parcel = z.infer<typeof Parcel>;

/** A facility's status message. Extra fields are kept out, not refused: facilities upgrade at their own pace. */
export const Status = z
  .object({
    v: z.literal(1),
    kind: z.literal("status"),
    ticketId: TicketId,
    generation: z.int().positive(),
    seq: z.int().nonnegative(),
    status: ReportWord,
    at: Instant,
    quantity: z.int().positive().optional(),
    reason: z.string().max(400).optional(),
    parcels: z.array(Parcel).max(50).optional(),
  })
  .refine((status) => status.status !== "refused" || isRefusalReason(status.reason), {
    path: ["reason"],
    message: `refused needs a reason: ${refusalReasons.join(", ")}`,
  });
export type Status = z.infer<typeof Status>;

export const Heartbeat = z.object({
  v: z.literal(1),
  kind: z.literal("heartbeat"),
  at: Instant,
  clientId: z.string(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** What may arrive on the central status queue. */
export const Report = z.union([Status, Heartbeat]);
export type Report = z.infer<typeof Report>;

function isRefusalReason(reason: string | undefined): boolean {
  return refusalReasons.some((known) => known === reason);
}
