import * as z from "zod";
import { attentionOf } from "../order/attention.ts";
import { MerchantId, Mode, OrderId } from "../order/ids.ts";
import type { OrderRef } from "../order/keys.ts";
import { type Order, stateOf } from "../order/order.ts";
import type { Attention, Due, DueWindow, Orders } from "../order/ports.ts";
import { listOrders, listPk, OrderText } from "./orders-list.ts";
import { absent, type Row, type Table } from "./table.ts";

const OrderRow = z.object({ order: OrderText });
const DueRow = z.object({ mode: Mode, merchantId: MerchantId, orderId: OrderId, gsi2sk: z.string() });

/**
 * Most bytes of an order's row. Fifty items take less than 100 KB with all of their effects unsent; the rest is for
 * events that wait while their queue is away. DynamoDB itself takes 400 KB.
 */
const maxRowBytes = 300_000;

/** Orders as rows: pk is the order's full address, gsi1 lists a merchant's orders, gsi2 what the clock must look at. */
export function ordersIn(table: Table): Orders {
  return {
    load: async (ref) => {
      const row = await table.get(keyOf(ref));
      return row && OrderRow.parse(row).order;
    },
    create: async (order) => table.put(rowOf(order), absent),
    save: async (order) =>
      table.put(rowOf(order), { expression: "version = :before", values: { ":before": order.version - 1 } }),
    list: (owner, filter) => listOrders(table, owner, filter),
    due: (kind, window) => due(table, kind, window),
  };
}

/** Partition of one order: its row and its history live here. */
export function orderPk({ mode, merchantId, orderId }: OrderRef): string {
  return `${mode}#${merchantId}#${orderId}`;
}

async function due(
  table: Table,
  kind: Attention,
  { mode, until, limit, after = "" }: DueWindow,
): Promise<Due[]> {
  const last = until.toISOString();
  if (after >= last) return [];
  const { rows } = await table.search({
    index: "gsi2",
    expression: "gsi2pk = :kind AND gsi2sk BETWEEN :after AND :until",
    values: { ":kind": `${mode}#${kind}`, ":after": `${after} `, ":until": last },
    limit,
  });
  return rows.map((row) => {
    const { gsi2sk: place, ...ref } = DueRow.parse(row);
    return { ...ref, place };
  });
}

function keyOf(ref: OrderRef) {
  return { pk: orderPk(ref), sk: "order" };
}

function rowOf(order: Order): Row & { pk: string; sk: string } {
  const { mode, merchantId, id: orderId } = order;
  const text = JSON.stringify(order);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxRowBytes) throw new Error(`order ${orderId} has outgrown its row: ${bytes} bytes`);
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
    orderState: stateOf(order),
    merchantReference: order.merchantReference ?? undefined,
    order: text,
  };
}
