import * as z from "zod";
import { attentionOf } from "../order/attention.ts";
import { Rejected } from "../order/errors.ts";
import { MerchantId, Mode, OrderId } from "../order/ids.ts";
import type { OrderRef } from "../order/keys.ts";
import { Order } from "../order/order.ts";
import type { Orders, Owner, Page } from "../order/ports.ts";
import type { OrdersQuery } from "../order/requests.ts";
import { orderState } from "../order/states.ts";
import { absent, type Row, type Search, type Table } from "./table.ts";

const OrderRow = z.object({ order: z.string().transform((text) => Order.parse(JSON.parse(text))) });
const DueRow = z.object({ mode: Mode, merchantId: MerchantId, orderId: OrderId });

/** Most bytes of an order's row. */
const maxRowBytes = 100_000;

/** Orders as rows: pk is the order's full address, gsi1 lists a merchant's orders, gsi2 what the clock must look at. */
export function ordersIn(table: Table): Orders {
  return {
    load: async (ref) => {
      const row = await table.get(keyOf(ref));
      return row && OrderRow.parse(row).order;
    },
    create: (order) => table.put(rowOf(order), absent),
    save: (order) =>
      table.put(rowOf(order), { expression: "version = :before", values: { ":before": order.version - 1 } }),
    list: (owner, filter) => list(table, owner, filter),
    due: async (kind, { mode, until, limit }) => {
      const { rows } = await table.search({
        index: "gsi2",
        expression: "gsi2pk = :kind AND gsi2sk < :until",
        values: { ":kind": `${mode}#${kind}`, ":until": until.toISOString() },
        limit,
      });
      return rows.map((row) => DueRow.parse(row));
    },
  };
}

/** Partition of one order: its row and its history live here. */
export function orderPk({ mode, merchantId, orderId }: OrderRef): string {
  return `${mode}#${merchantId}#${orderId}`;
}

function keyOf(ref: OrderRef) {
  return { pk: orderPk(ref), sk: "order" };
}

function rowOf(order: Order): Row & { pk: string; sk: string } {
  const { mode, merchantId, id: orderId } = order;
  const text = JSON.stringify(order);
  if (text.length > maxRowBytes)
    throw new Error(`order ${orderId} has outgrown its row: ${text.length} bytes`);
  const attention = attentionOf(order);
  return {
    ...keyOf({ mode, merchantId, orderId }),
    gsi1pk: listPk(order),
    gsi1sk: `${order.createdAt}#${orderId}`,
    gsi2pk: attention && `${mode}#${attention.kind}`,
    gsi2sk: attention && `${attention.at}#${orderId}`,
    mode,
    merchantId,
    orderId,
    version: order.version,
    orderState: orderState(order.items.map((item) => item.state)),
    merchantReference: order.merchantReference ?? undefined,
    order: text,
  };
}

function listPk({ mode, merchantId }: Owner): string {
  return `${mode}#${merchantId}#orders`;
}

async function list(table: Table, owner: Owner, filter: OrdersQuery): Promise<Page<Order>> {
  const found: Row[] = [];
  let startKey = filter.cursor === undefined ? undefined : startAt(owner, filter.cursor);
  do {
    // A filter is applied after the read, so a page may come back short: read on until it is full.
    const page = await table.search({ ...searchOf(owner, filter), startKey });
    found.push(...page.rows);
    startKey = page.lastKey;
  } while (startKey && found.length < filter.limit);
  const rows = found.slice(0, filter.limit);
  const more = startKey !== undefined || found.length > rows.length;
  return {
    items: rows.map((row) => OrderRow.parse(row).order),
    nextCursor: more ? cursorOf(rows.at(-1)) : null,
  };
}

function searchOf(owner: Owner, filter: OrdersQuery): Search {
  const after = filter.createdAfter ?? "0";
  const before = filter.createdBefore ?? "9";
  const conditions = [
    filter.state && "orderState = :state",
    filter.merchantReference && "merchantReference = :reference",
  ].filter((condition) => condition !== undefined && condition !== "");
  return {
    index: "gsi1",
    expression: "gsi1pk = :owner AND gsi1sk BETWEEN :after AND :before",
    values: {
      ":owner": listPk(owner),
      ":after": after,
      ":before": before,
      ":state": filter.state,
      ":reference": filter.merchantReference,
    },
    filter: conditions.length > 0 ? conditions.join(" AND ") : undefined,
    limit: filter.limit,
    backwards: true,
  };
}

/** Cursors name no tenant: only the place in the caller's own list. */
function cursorOf(row: Row | undefined): string {
  return Buffer.from(String(row?.gsi1sk)).toString("base64url");
}

function startAt(owner: Owner, cursor: string): Row {
  const place = Buffer.from(cursor, "base64url").toString();
  const orderId = OrderId.safeParse(place.split("#")[1]);
  if (!orderId.success) {
    throw new Rejected("invalid_request", "query/cursor: not a cursor of this list", {
      pointer: "/cursor",
      given: cursor,
      wanted: "nextCursor of an earlier answer",
    });
  }
  return { ...keyOf({ ...owner, orderId: orderId.data }), gsi1pk: listPk(owner), gsi1sk: place };
}
