import { paperOf } from "../catalogue/capability.ts";
import type { Facility } from "../order/facility.ts";
import type { Item, Order } from "../order/order.ts";
import type { Product } from "../order/product.ts";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import { declared } from "./declared.ts";
import { owedFor } from "./owed.ts";
import type { Goods } from "./shipment-goods.ts";

const dayMs = 86_400_000;

/** What the ticket is made of besides order and item. */
export interface TicketParts {
  readonly files: TicketFile[];
  readonly facility: Facility;
  readonly product: Product;
  /** What travels in its shipment, the item included. */
  readonly goods: readonly Goods[];
  readonly now: Date;
}

/** The production ticket of one item in one generation. Throws on what routing and rendering must have set. */
export function ticketOf(
  order: Order,
  item: Item,
  { files, facility, product, goods, now }: TicketParts,
): Ticket {
  const { recipient } = order;
  const { shipmentId, pages } = item;
  if (!recipient || !shipmentId || !pages) throw new Error(`item ${item.id} is not ready for a ticket`);
  return {
    v: 1,
    ticketId: item.ticketId,
    generation: item.generation,
    facilityId: facility.id,
    orderId: order.id,
    itemId: item.id,
    merchantReference: order.merchantReference,
    shipment: { id: shipmentId, items: goods.length },
    product: {
      id: product.id,
      name: product.name.en,
      binding: product.binding,
      paper: paperOf(facility, product).name,
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
    ...moneyFacts(order, item, { facility, goods }),
  };
}

/** What customs are told, and what the facility is owed. */
function moneyFacts(
  order: Order,
  item: Item,
  { facility, goods }: Pick<TicketParts, "facility" | "goods">,
): Pick<Ticket, "customs" | "owed"> {
  const own = goods.find((each) => each.item.id === item.id);
  const customs = own && declared(order, facility, own);
  const owed = owedFor(order, facility, { goods, itemId: item.id });
  return { ...(customs && { customs }), ...(owed && { owed }) };
}
