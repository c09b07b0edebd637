import { createHash } from "node:crypto";
import * as z from "zod";
import type { Table } from "../cloud/table.ts";
import type { Clock, Owner } from "../order/ports.ts";
import { QuoteView } from "../order/quote.ts";
import type { Platform } from "./ports.ts";

const Kept = z.object({ quote: z.string(), goodUntil: z.string() });

/** A quote stands for a day: it is shown to others for the first half, so that a shopper has the other half to pay. */
const shownHours = 12;

interface Keeping {
  readonly table: Pick<Table, "get" | "put">;
  readonly clock: Clock;
  readonly quote: Platform["quote"];
}

/**
 * Asks for quotes, but of what every shopper sees first, one copy to somewhere in a country, only once in half a day:
 * the first price of a checkout then waits for nobody. Quotes may be used by many orders.
 */
export function keptQuotes({ table, clock, quote }: Keeping): Platform["quote"] {
  return async (owner, request) => {
    if (!isFirstSeen(request)) return quote(owner, request);
    const key = keyOf(owner, request);
    const now = clock.now();
    const row = Kept.safeParse(await table.get(key));
    if (row.success && row.data.goodUntil > now.toISOString())
      return QuoteView.parse(JSON.parse(row.data.quote));
    const made = await quote(owner, request);
    const goodUntil = new Date(now.getTime() + shownHours * 3_600_000).toISOString();
    await table.put({ ...key, quote: JSON.stringify(made), goodUntil });
    return made;
  };
}

type Asked = Parameters<Platform["quote"]>[1];

function isFirstSeen({ items, destination: { postalCode, region } }: Asked): boolean {
  return items.every(({ quantity }) => quantity === 1) && !postalCode && !region;
}

function keyOf({ mode, merchantId }: Owner, request: Asked) {
  const sk = createHash("sha256").update(JSON.stringify(request)).digest("hex");
  return { pk: `${mode}#${merchantId}#quotes`, sk };
}
