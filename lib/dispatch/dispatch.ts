import { productOf } from "../catalogue/products.ts";
import { changeOrder, deliverLate, type Ledger } from "../order/change.ts";
import { ticketKey, ticketPrefix } from "../order/keys.ts";
import type { DispatchMessage } from "../order/messages.ts";
import { type Item, itemOf, type Order } from "../order/order.ts";
import type { Facilities, Files, TicketIndex, Tickets } from "../order/ports.ts";
import { Rendered } from "../order/rendered.ts";
import type { TicketFile } from "../order/ticket.ts";
import { effectId, moveItem, withEffect, withEvent } from "../order/transitions.ts";
import { ticketOf } from "./ticket.ts";

export interface DispatchPorts {
  readonly ledger: Ledger;
  readonly files: Files;
  readonly tickets: Tickets;
  readonly ticketIndex: TicketIndex;
  readonly facilities: Facilities;
}

/** Lays the production ticket and its files where the facility reads, then queues the item and rings the bell. */
export async function dispatch(ports: DispatchPorts, message: DispatchMessage): Promise<void> {
  const { ledger } = ports;
  const order = await ledger.orders.load(message);
  const item = order && ready(order, message);
  if (!order || !item) {
    if (order) await deliverLate(ledger, order);
    return;
  }
  await lay(ports, order, item);
  await changeOrder(ledger, message, (current) => {
    const still = ready(current, message);
    return still && queued(current, still, ledger);
  });
}

interface Ready extends Item {
  readonly facilityId: string;
  readonly renderedDoc: string;
}

/** The item, if it is rendered, not yet queued, and still of the message's generation. */
function ready(order: Order, { itemId, generation }: DispatchMessage): Ready | undefined {
  const item = itemOf(order, itemId);
  if (item?.state !== "rendering" || item.generation !== generation) return undefined;
  const { facilityId, renderedDoc } = item;
  return facilityId === null || renderedDoc === null ? undefined : { ...item, facilityId, renderedDoc };
}

/** Files first, ticket last: who lists the prefix finds complete tickets only. */
async function lay(ports: DispatchPorts, order: Order, item: Ready): Promise<void> {
  const { files, tickets, ticketIndex, facilities } = ports;
  const rendered = Rendered.parse(await files.getJson(item.renderedDoc));
  const facility = await facilities.get(item.facilityId);
  const product = productOf(item.productId);
  if (!facility || !product) throw new Error(`item ${item.id} names what is not there any more`);
  const prefix = ticketPrefix(item.facilityId, item.ticketId, item.generation);
  const laid = await Promise.all(rendered.components.map((component) => layFile(tickets, prefix, component)));
  const { mode, merchantId, id: orderId } = order;
  await ticketIndex.put(item.ticketId, { mode, merchantId, orderId, itemId: item.id });
  const ticket = ticketOf(order, item, { files: laid, facility, product, now: ports.ledger.clock.now() });
  await tickets.putJson(ticketKey(item.facilityId, item.ticketId, item.generation), ticket);
}

async function layFile(
  tickets: Tickets,
  prefix: string,
  { key: from, sha256, bytes, ...component }: Rendered["components"][number],
): Promise<TicketFile> {
  const key = `${prefix}${component.role}.pdf`;
  await tickets.take(from, key);
  return { ...component, key, bytes, parts: [{ bytes, sha256 }] };
}

function queued(order: Order, item: Ready, ledger: Ledger): Order {
  const { id: itemId, generation, ticketId, facilityId } = item;
  const moved = moveItem(order, { itemId, to: "queued" }, ledger);
  const told = withEvent(
    moved,
    { type: "item.queued", itemId, data: { facilityId, ticketId, generation } },
    ledger,
  );
  return withEffect(told, {
    kind: "ring",
    id: effectId(item, "ring"),
    itemId,
    generation,
    ticketId,
    facilityId,
  });
}
