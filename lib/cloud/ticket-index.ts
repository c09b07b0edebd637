import * as z from "zod";
import { ItemId, MerchantId, Mode, OrderId } from "../order/ids.ts";
import type { TicketIndex } from "../order/ports.ts";
import type { Table } from "./table.ts";

const PointerRow = z.object({ mode: Mode, merchantId: MerchantId, orderId: OrderId, itemId: ItemId });

/** Which item a ticket stands for. */
export function ticketIndexIn(table: Table): TicketIndex {
  return {
    put: async (ticketId, at) => {
      await table.put({ ...keyOf(at.mode, ticketId), ...at });
    },
    find: async (mode, ticketId) => {
      const row = await table.get(keyOf(mode, ticketId));
      return row && PointerRow.parse(row);
    },
  };
}

function keyOf(mode: Mode, ticketId: string) {
  return { pk: `${mode}#${ticketId}`, sk: "ticket" };
}
