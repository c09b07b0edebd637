import { productOf } from "../../lib/catalogue/products.ts";
import type { Product } from "../../lib/order/product.ts";
import { Ticket } from "../../lib/order/ticket.ts";

export const at = new Date("2026-11-21T12:00:00Z");

export function catalogued(id: string): Product {
  const product = productOf(id);
  if (!product) throw new Error(`no product ${id}`);
  return product;
}

/** A ticket for two copies of a product, to a recipient whose name needs escaping. */
export function ticketFor(product: Product, wish: Partial<Ticket> = {}): Ticket {
  const prefix = "facilities/utrecht/tickets/tkt_01KAJ000000000000000000001/1/";
  const file = (role: "inside" | "cover", pages: number) => ({
    role,
    key: `${prefix}${role}.pdf`,
    bytes: 1234,
    parts: [{ bytes: 1234, sha256: "a".repeat(64) }],
    pages,
    trimMm: product.trimMm,
    bleedMm: product.bleedMm,
  });
  const { id, name, binding, paper, trimMm } = product;
  return Ticket.parse({
    v: 1,
    ticketId: "tkt_01KAJ000000000000000000001",
    generation: 1,
    facilityId: "utrecht",
    orderId: "ord_01KAJ000000000000000000001",
    itemId: "itm_01KAJ000000000000000000001",
    merchantReference: "INV-1042",
    shipment: { id: "shp_01KAJ000000000000000000001", items: 1 },
    product: { id, name: name.en, binding, paper: paper.name, trimMm, pages: product.pages.min },
    quantity: 2,
    files:
      product.cover === "separate"
        ? [file("inside", product.pages.min), file("cover", 1)]
        : [file("inside", product.pages.min)],
    shipBy: "2026-11-24T12:00:00.000Z",
    shippingLevel: "standard",
    recipient: {
      name: 'Ærø "Zoë" <Łukasz> & Co \u0007',
      company: "Müller & Söhne",
      line1: "Keizersgracht 1",
      line2: "3 hoog",
      postalCode: "1015 CN",
      city: "Amsterdam",
      region: null,
      countryCode: "NL",
      email: "reader@example.org",
      phone: "+31 20 000 0000",
    },
    ...wish,
  });
}
