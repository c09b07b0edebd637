import { crossesCustoms, hsCodeOf } from "../catalogue/customs.ts";
import type { Facility } from "../order/facility.ts";
import { minorFrom, moneyOf, portion } from "../order/money.ts";
import type { Item, Order } from "../order/order.ts";
import type { Ticket } from "../order/ticket.ts";
import { cataloguePrice } from "../price/product-price.ts";
import type { Goods } from "./shipment-goods.ts";

export type Customs = NonNullable<Ticket["customs"]>;

/** What customs are told of an item that crosses a border: heading, origin, weight, and the price paid for it, net. */
export function declared(order: Order, facility: Facility, goods: Goods): Customs | undefined {
  if (!crossesCustoms(facility.countryCode, order.countryCode)) return undefined;
  const { item, product, pages, grams } = goods;
  return {
    originCountry: facility.countryCode,
    hsCode: hsCodeOf(product.family),
    weightGrams: grams,
    value: netOf(order, item) ?? cataloguePrice({ product, pages, quantity: item.quantity }),
  };
}

/** The net price of as many copies as are left of the item; of a reprint without a price of its own, by its original. */
function netOf(order: Order, { id, reprint, quantity }: Item): Customs["value"] | undefined {
  const { price, items } = order;
  const place = items.findIndex((item) => item.id === id);
  const line = price?.lines.find(({ kind, itemIndex }) => kind === "product" && itemIndex === place);
  if (price && line) return moneyOf(portion(line.net, quantity, line.quantity), price.currency);
  const original = items.find((item) => item.id === reprint?.itemId);
  return original && netOf(order, { ...original, quantity });
}

/** Sum of values in one currency. */
export function valueOfAll(all: readonly Customs[]): Customs["value"] {
  const currency = all[0]?.value.currency ?? "EUR";
  return moneyOf(
    all.reduce((sum, { value }) => sum + minorFrom(value), 0),
    currency,
  );
}
