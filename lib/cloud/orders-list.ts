import * as z from "zod";
import { Rejected } from "../order/errors.ts";
import { Order } from "../order/order.ts";
import type { Owner, Page } from "../order/ports.ts";
import type { OrdersQuery } from "../order/requests.ts";
import type { Row, Search, Table } from "./table.ts";

/** Answers of 1 MB read for one page: where a filter finds little, the page is short and the cursor goes on. */
const maxReads = 8;

/** An order as its row holds it. */
export const OrderText = z.string().transform((text) => Order.parse(JSON.parse(text)));

const ListedRow = z.object({ gsi1sk: z.string(), order: OrderText });
type ListedRow = z.infer<typeof ListedRow>;

/** Partition of gsi1 with all orders of a merchant in one mode. */
export function listPk({ mode, merchantId }: Owner): string {
  return `${mode}#${merchantId}#orders`;
}

/** A page of a merchant's orders, newest first. */
export async function listOrders(table: Table, owner: Owner, filter: OrdersQuery): Promise<Page<Order>> {
  const from = filter.cursor === undefined ? undefined : placeIn(filter.cursor);
  const search = searchOf(owner, filter, from);
  if (!search) return { items: [], nextCursor: null };
  const { rows, next } = await read(table, search, filter.limit);
  return {
    items: rows.map(({ order }) => order),
    nextCursor: next === undefined ? null : Buffer.from(next).toString("base64url"),
  };
}

async function read(
  table: Table,
  search: Search,
  limit: number,
): Promise<{ rows: ListedRow[]; next: string | undefined }> {
  const found: ListedRow[] = [];
  let startKey: Row | undefined;
  for (let reads = 0; reads < maxReads; reads++) {
    const page = await table.search({ ...search, startKey });
    found.push(...page.rows.map((row) => ListedRow.parse(row)));
    startKey = page.lastKey;
    if (found.length > limit) {
      const rows = found.slice(0, limit);
      return { rows, next: rows.at(-1)?.gsi1sk };
    }
    if (!startKey) break;
  }
  return { rows: found, next: startKey && String(startKey.gsi1sk) };
}

/** Undefined where nothing can match. */
function searchOf(owner: Owner, filter: OrdersQuery, from: string | undefined): Search | undefined {
  const [after, last] = spanOf(filter, from);
  if (after > last) return undefined;
  const conditions = [
    ...(filter.state ? ["orderState = :state"] : []),
    ...(filter.merchantReference ? ["merchantReference = :reference"] : []),
  ];
  return {
    index: "gsi1",
    expression: "gsi1pk = :owner AND gsi1sk BETWEEN :after AND :last",
    values: {
      ":owner": listPk(owner),
      ":after": after,
      ":last": last,
      ":state": filter.state,
      ":reference": filter.merchantReference || undefined,
    },
    filter: conditions.length > 0 ? conditions.join(" AND ") : undefined,
    // One more than wanted tells whether there is more; with a filter DynamoDB counts before it filters.
    ...(conditions.length === 0 && { limit: filter.limit + 1 }),
    backwards: true,
  };
}

/** First and last place. A page goes on below `from`; DynamoDB's own start keys fail where the filter has changed. */
function spanOf({ createdAfter, createdBefore }: OrdersQuery, from: string | undefined): [string, string] {
  const ends = [createdBefore && instant(createdBefore), from && below(from)].filter(
    (end) => end !== undefined,
  );
  return [createdAfter === undefined ? "0" : instant(createdAfter), ends.sort()[0] ?? "9"];
}

/** Instants of requests may lack or have any fraction; those of rows have milliseconds, and compare as text. */
function instant(text: string): string {
  return new Date(text).toISOString();
}

/** The last text before this one, near enough: a place ends in a digit or capital letter. */
function below(place: string): string {
  const last = place.charCodeAt(place.length - 1);
  return `${place.slice(0, -1)}${String.fromCharCode(last - 1)}~`;
}

/** Cursors name no tenant: only the place in the caller's own list. */
function placeIn(cursor: string): string {
  const place = Buffer.from(cursor, "base64url").toString();
  if (/^\d{4}-\d\d-\d\dT[\d:.]{12}Z#ord_[0-9A-Z]{26}$/.test(place)) return place;
  throw new Rejected("invalid_request", "query/cursor: not a cursor of this list", {
    pointer: "/cursor",
    given: cursor,
    wanted: "nextCursor of an earlier answer",
  });
}
