import { capabilityOf } from "../catalogue/capability.ts";
import type { Facility } from "../order/facility.ts";
import type { Item, Order } from "../order/order.ts";
import type { Product } from "../order/product.ts";
import { isFinal } from "../order/states.ts";
import type { Ticket, TicketFile } from "../order/ticket.ts";

const dayMs = 86_400_000;

/** What the ticket is made of besides order and item. */
export interface TicketParts {
  readonly files: TicketFile[];
  readonly facility: Facility;
  readonly product: Product;
  readonly now: Date;
}

/** The production ticket of one item in one generation. Throws on what routing and rendering must have set. */
export function ticketOf(order: Order, item: Item, { files, facility, product, now }: TicketParts): Ticket {
  const { recipient } = order;
  const { shipmentId, pages } = item;
  if (!recipient || !shipmentId || !pages) throw new Error(`item ${item.id} is not ready for a ticket`);
  const capability = capabilityOf(facility, product);
  return {
    v: 1,
    ticketId: item.ticketId,
    generation: item.generation,
    facilityId: facility.id,
    orderId: order.id,
    itemId: item.id,
    merchantReference: order.merchantReference,
    shipment: {
      id: shipmentId,
      items: order.items.filter((other) => other.shipmentId === shipmentId && isComing(other)).length,
    },
    product: {
      id: product.id,
      name: product.name.en,
      binding: product.binding,
      paper: (capability?.paper ?? product.paper).name,
      trimMm: product.trimMm,
      // A facility may have had a last page of its own added.
      pages: files.find(({ role }) => role === "inside")?.pages ?? pages,
      ...(item.options && Object.keys(item.options).length > 0 && { options: item.options }),
    },
    quantity: item.quantity,
    files,
    shipBy: item.shipBy ?? new Date(now.getTime() + facility.productionDays * dayMs).toISOString(),
    shippingLevel: order.shippingLevel,
    recipient,
  };
}

/** What ended or left before this ticket was written is not waited for. */
function isComing({ state }: Item): boolean {
  return !isFinal(state);
}
