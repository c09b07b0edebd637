import * as z from "zod";
import { Instant, ItemId, MerchantId, Mode, OrderId, TicketId } from "../order/ids.ts";
import type { TicketIndex, TicketPointer } from "../order/ports.ts";
import type { Table } from "./table.ts";

const PointerRow = z.object({ mode: Mode, merchantId: MerchantId, orderId: OrderId, itemId: ItemId });

const WaitingRow = z.object({
  ...PointerRow.shape,
  ticketId: TicketId,
  generation: z.int(),
  since: Instant,
});

/** Which item a ticket stands for; gsi1 lists those that wait at a facility. */
export function ticketIndexIn(table: Table): TicketIndex {
  return {
    put: async (ticketId, at, waiting) => {
      const row = rowOf(ticketId, at);
      await table.put(waiting ? { ...row, ...waitingAt(at.mode, { ...waiting, ticketId }) } : row);
    },
    settle: async (ticketId, at, generation) => {
      const same = { expression: "generation = :generation", values: { ":generation": generation } };
      await table.put(rowOf(ticketId, at), same);
    },
    find: async (mode, ticketId) => {
      const row = await table.get(keyOf(mode, ticketId));
      return row && PointerRow.parse(row);
    },
    waiting: async (mode, facilityId, limit) => {
      const { rows } = await table.search({
        index: "gsi1",
        expression: "gsi1pk = :facility",
        values: { ":facility": waitingPk(mode, facilityId) },
        limit,
      });
      return rows.map((row) => WaitingRow.parse(row));
    },
  };
}

function keyOf(mode: Mode, ticketId: string) {
  return { pk: `${mode}#${ticketId}`, sk: "ticket" };
}

function rowOf(ticketId: string, { mode, merchantId, orderId, itemId }: TicketPointer) {
  return { ...keyOf(mode, ticketId), mode, merchantId, orderId, itemId };
}

function waitingPk(mode: Mode, facilityId: string): string {
  return `${mode}#${facilityId}#waiting`;
}

type Waits = Parameters<TicketIndex["put"]>[2] & { readonly ticketId: string };

function waitingAt(mode: Mode, { facilityId, generation, since, ticketId }: Waits) {
  const place = { gsi1pk: waitingPk(mode, facilityId), gsi1sk: `${since}#${ticketId}` };
  return { ...place, ticketId, generation, since };
}
