import { productOf } from "../catalogue/products.ts";
import { changeOrder, deliverLate, type Ledger } from "../order/change.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import { ticketKey, ticketPrefix } from "../order/keys.ts";
import type { DispatchMessage } from "../order/messages.ts";
import { type Item, itemOf, type Order } from "../order/order.ts";
import type { Facilities, Files, TicketIndex, Tickets } from "../order/ports.ts";
import { Rendered } from "../order/rendered.ts";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import { editItem, effectId, moveItem, withEffect, withEvent } from "../order/transitions.ts";
import { layPapers } from "./papers.ts";
import { goodsWith } from "./shipment-goods.ts";
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
  const facility = await ports.facilities.get(item.facilityId);
  if (!facility) throw new Error(`there is no facility ${item.facilityId} any more`);
  const { owed } = await lay(ports, order, { item, facility });
  await changeOrder(ledger, message, (current) => {
    const still = ready(current, message);
    return still && queued(current, { item: still, facility, owed }, ledger);
  });
}

interface Ready extends Item {
  readonly facilityId: string;
  readonly renderedDoc: string;
}

interface Laying {
  readonly item: Ready;
  readonly facility: EnrolledFacility;
}

/** The item, if it is rendered, not yet queued, and still of the message's generation. */
function ready(order: Order, { itemId, generation }: DispatchMessage): Ready | undefined {
  const item = itemOf(order, itemId);
  if (item?.state !== "rendering" || item.generation !== generation) return undefined;
  const { facilityId, renderedDoc } = item;
  return facilityId === null || renderedDoc === null ? undefined : { ...item, facilityId, renderedDoc };
}

/** Files first, ticket last: who lists the prefix finds complete tickets only. */
async function lay(ports: DispatchPorts, order: Order, { item, facility }: Laying): Promise<Ticket> {
  const { files, tickets, ticketIndex, ledger } = ports;
  const now = ledger.clock.now();
  const rendered = Rendered.parse(await files.getJson(item.renderedDoc));
  const product = productOf(item.productId);
  if (!product) throw new Error(`item ${item.id} names what is not there any more`);
  const prefix = ticketPrefix(item.facilityId, item.ticketId, item.generation);
  const laid = await Promise.all(rendered.components.map((component) => layFile(tickets, prefix, component)));
  const { mode, merchantId, id: orderId } = order;
  const { ticketId, generation } = item;
  const waiting = { facilityId: facility.id, generation, since: now.toISOString() };
  await ticketIndex.put(ticketId, { mode, merchantId, orderId, itemId: item.id }, waiting);
  const goods = goodsWith(order, item.shipmentId, facility);
  const bare = ticketOf(order, item, { files: laid, facility, product, goods, now });
  const ticket = await layPapers(tickets, bare, { order, facility, product, goods, now });
  await tickets.putJson(ticketKey(facility.id, ticketId, generation), ticket);
  return ticket;
}

async function layFile(
  tickets: Tickets,
  prefix: string,
  { key: from, ...component }: Rendered["components"][number],
): Promise<TicketFile> {
  const key = `${prefix}${component.role}.pdf`;
  await tickets.take(from, key);
  return { ...component, key };
}

function queued(
  order: Order,
  { item, facility, owed }: Laying & Pick<Ticket, "owed">,
  ledger: Ledger,
): Order {
  const { id: itemId, generation, ticketId, facilityId } = item;
  const invited = moveItem(order, { itemId, to: "queued" }, ledger);
  const moved = editItem(invited, itemId, (at) => ({
    ...at,
    ...(owed && { owed }),
    deadline: claimBy(facility, ledger) ?? at.deadline,
  }));
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

function claimBy({ claimMinutes }: EnrolledFacility, { clock }: Ledger): string | undefined {
  if (claimMinutes === undefined) return undefined;
  return new Date(clock.now().getTime() + claimMinutes * 60_000).toISOString();
}
