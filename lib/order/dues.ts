import * as z from "zod";
import { FacilityId, Instant, ItemId, OrderId, TicketId } from "./ids.ts";
import { Money } from "./money.ts";

/** What a facility is owed for one shipped ticket, net, by its own price list of the day it was dispatched. */
export const Due = z.object({
  ticketId: TicketId,
  generation: z.int().positive(),
  orderId: OrderId,
  itemId: ItemId,
  quantity: z.int().positive(),
  amount: Money,
  shippedAt: Instant,
});
export type Due = z.infer<typeof Due>;

/** A calendar month in UTC, e.g. `2026-11`. */
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month such as 2026-11");

export const StatementOrder = z.strictObject({ facilityId: FacilityId, month: Month });
export type StatementOrder = z.infer<typeof StatementOrder>;

/** What facilities are owed, by month. */
export interface Dues {
  /** Posts what one ticket owes; the same ticket and generation count once, in the month that was told first. */
  post(facilityId: string, due: Due): Promise<void>;
  of(facilityId: string, month: string): Promise<Due[]>;
}
