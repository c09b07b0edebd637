import { crossesCustoms, hsCodeOf } from "../catalogue/customs.ts";
import type { Facility } from "../order/facility.ts";
import { minorFrom, moneyOf } from "../order/money.ts";
import type { Order } from "../order/order.ts";
import { presentLine } from "../order/price.ts";
import type { Ticket } from "../order/ticket.ts";
import type { Goods } from "./shipment-goods.ts";

export type Customs = NonNullable<Ticket["customs"]>;

/** What customs are told of an item that crosses a border: heading, origin, weight, and the price paid for it, net. */
export function declared(order: Order, facility: Facility, goods: Goods): Customs | undefined {
  if (!crossesCustoms(facility.countryCode, order.countryCode)) return undefined;
  const { item, product, grams } = goods;
  return {
    originCountry: facility.countryCode,
    hsCode: hsCodeOf(product.family),
    weightGrams: grams,
    value: netOf(order, item.id) ?? product.price.base,
  };
}

/** The item's net price; undefined where the order was never priced. */
function netOf({ price, items }: Order, itemId: string): Customs["value"] | undefined {
  const place = items.findIndex(({ id }) => id === itemId);
  const line = price?.lines.find(({ kind, itemIndex }) => kind === "product" && itemIndex === place);
  return price && line ? presentLine(line, price.currency).net : undefined;
}

/** Sum of values in one currency. */
export function valueOfAll(all: readonly Customs[]): Customs["value"] {
  const currency = all[0]?.value.currency ?? "EUR";
  return moneyOf(
    all.reduce((sum, { value }) => sum + minorFrom(value), 0),
    currency,
  );
}
