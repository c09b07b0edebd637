import { paperOf } from "../catalogue/capability.ts";
import { productOf } from "../catalogue/products.ts";
import type { Facility } from "../order/facility.ts";
import type { Item, Order } from "../order/order.ts";
import type { Product } from "../order/product.ts";
import { isFinal } from "../order/states.ts";
import { weightGrams } from "../paper/weight.ts";

/** One item as it travels. */
export interface Goods {
  readonly item: Item;
  readonly product: Product;
  readonly pages: number;
  /** Of all copies. */
  readonly grams: number;
}

/** What travels in the shipment of an item, the item itself included; what ended or left already does not. */
export function goodsWith(order: Order, shipmentId: string | null, facility: Facility): Goods[] {
  return order.items.flatMap((item) => {
    const product = productOf(item.productId);
    if (item.shipmentId !== shipmentId || isFinal(item.state) || !product) return [];
    const pages = item.pages ?? product.pages.min;
    const { gsm } = paperOf(facility, product);
    const grams = Math.ceil(item.quantity * weightGrams({ ...product, pages, gsm }));
    return [{ item, product, pages, grams }];
  });
}
