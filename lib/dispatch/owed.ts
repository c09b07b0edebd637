import type { Facility } from "../order/facility.ts";
import { type Money, minorOf, moneyOf, portion } from "../order/money.ts";
import type { Order } from "../order/order.ts";
import { askedFor } from "../price/product-price.ts";
import { askedForShipping, rateOf } from "../price/shipping-price.ts";
import type { Goods } from "./shipment-goods.ts";

/**
 * What the facility is owed for one item by its own price list, net, in its currency: making it, and its share of the
 * shipment by weight. Undefined where its list no longer has the family or the way.
 */
export function owedFor(
  order: Order,
  facility: Facility,
  { goods, itemId }: { goods: readonly Goods[]; itemId: string },
): Money | undefined {
  const own = goods.find(({ item }) => item.id === itemId);
  const asked = own && askedFor(facility, { ...own, quantity: own.item.quantity });
  const rate = rateOf(facility, { countryCode: order.countryCode, level: order.shippingLevel });
  if (!own || asked === undefined || !rate) return undefined;
  const grams = goods.reduce((sum, each) => sum + each.grams, 0);
  const share = portion(askedForShipping(rate, grams), own.grams, grams);
  return moneyOf(minorOf(asked + share, facility.currency), facility.currency);
}
