import { facilities } from "../../lib/catalogue/facilities.ts";
import { systemIds } from "../../lib/cloud/system.ts";
import type { Facility } from "../../lib/order/facility.ts";
import { MerchantId, OrderId } from "../../lib/order/ids.ts";
import type { Item, Order } from "../../lib/order/order.ts";
import type { Owner } from "../../lib/order/ports.ts";
import type { ItemState } from "../../lib/order/states.ts";

export const owner: Owner = { mode: "test", merchantId: MerchantId.parse(systemIds.next("mer")) };
export const stranger: Owner = { mode: "test", merchantId: MerchantId.parse(systemIds.next("mer")) };

export const recipient = {
  name: "Ada Canary",
  line1: "Keizersgracht 1",
  postalCode: "1015 CN",
  city: "Amsterdam",
  countryCode: "NL",
  email: "ada.canary@example.org",
};

/** An order as intake stores it, its items as wished. */
export function madeOrder({
  items = [{}],
  ...wish
}: Partial<Omit<Order, "items">> & { items?: Partial<Item>[] } = {}): Order {
  const at = "2026-11-21T10:00:00.000Z";
  return {
    id: OrderId.parse(systemIds.next("ord")),
    ...owner,
    merchantReference: null,
    shippingLevel: "standard",
    settlement: "account",
    recipient,
    countryCode: "NL",
    quoteId: null,
    price: null,
    metadata: {},
    idempotency: null,
    createdAt: at,
    updatedAt: at,
    version: 1,
    sequence: 0,
    shipments: [],
    effects: [],
    restedAt: null,
    filesDeletedAt: null,
    ...wish,
    items: items.map(madeItem),
  };
}

export function madeItem(wish: Partial<Item> = {}): Item {
  return {
    id: systemIds.next("itm") as Item["id"], // ULIDs, as the schema asks
    ticketId: systemIds.next("tkt") as Item["ticketId"],
    productId: "poster-a3",
    quantity: 1,
    fit: "fill",
    state: "received",
    generation: 1,
    filesDoc: "files",
    preparedDoc: null,
    routeDoc: null,
    renderedDoc: null,
    pages: null,
    facilityId: null,
    shipmentId: null,
    reasons: [],
    shipBy: null,
    tried: [],
    reported: { failed: false, refused: false, gone: false },
    hold: null,
    failure: null,
    deadline: null,
    ...wish,
  };
}

/** One of the catalogue's facilities, changed as wished. */
export function madeFacility(wish: Partial<Facility> = {}): Facility {
  const simulated = facilities.find(({ id }) => id === "test-amsterdam");
  if (!simulated) throw new Error("the catalogue has lost its simulated press");
  return { ...simulated, ...wish };
}

export function statesOf(order: Order | undefined): ItemState[] {
  return (order?.items ?? []).map(({ state }) => state);
}
