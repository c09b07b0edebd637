import { Due, type Dues } from "../order/dues.ts";
import { absent, type Table } from "./table.ts";

/** A row a ticket and generation under its month, and a mark that it was posted, so that a late repeat adds nothing. */
export function duesIn(table: Table): Dues {
  return {
    post: async (facilityId, due) => {
      const month = due.shippedAt.slice(0, 7);
      const ticket = `${due.ticketId}#${due.generation}`;
      const mark = { pk: `dues#${facilityId}`, sk: ticket };
      await table.put({ ...mark, month }, absent);
      const posted = await table.get(mark);
      await table.put({ pk: `dues#${facilityId}#${posted?.month ?? month}`, sk: ticket, ...due }, absent);
    },
    of: async (facilityId, month) => {
      const values = { ":month": `dues#${facilityId}#${month}` };
      const rows = await table.searchAll({ expression: "pk = :month", values });
      return rows.map((row) => Due.parse(row));
    },
  };
}
