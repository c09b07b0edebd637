import * as z from "zod";
import { QuoteId } from "../order/ids.ts";
import type { Owner } from "../order/ports.ts";
import { Quote } from "../order/quote.ts";
import type { Quotes } from "../order/routing-ports.ts";
import type { Table } from "./table.ts";

const QuoteRow = z.object({ quote: Quote });

/** Rows outlive their quotes, so that who comes late is told so: a week. */
const keptDays = 7;

/** Quotes of merchants, each found only by its owner. */
export function quotesIn(table: Table): Quotes {
  return {
    get: async (owner, id) => {
      // Callers send anything; a key of nothing or of a kilobyte is none that the table takes.
      if (!QuoteId.safeParse(id).success) return undefined;
      const row = await table.get(keyOf(owner, id));
      return row && QuoteRow.parse(row).quote;
    },
    put: async (owner, quote) => {
      const expiresAt = Math.floor(Date.parse(quote.expiresAt) / 1000) + keptDays * 86_400;
      await table.put({ ...keyOf(owner, quote.id), quote, expiresAt });
    },
  };
}

function keyOf({ mode, merchantId }: Owner, id: string) {
  return { pk: `${mode}#${merchantId}#quotes`, sk: id };
}
