import { productOf } from "../catalogue/products.ts";
import type { Item, Order } from "../order/order.ts";
import type { Quote } from "../order/quote.ts";
import type { Wish } from "./basket.ts";

/** Items of an order that are decided about together, and the facility that a quote named for them. */
export interface Group {
  readonly items: readonly Wish[];
  readonly quoted: string | null;
}

/** Prepared, not yet routed, and not stopped. */
export function isWaiting({ state, preparedDoc }: Item): boolean {
  return state === "preparing" && preparedDoc !== null;
}

/** What waits of the order, as baskets: those of its quote, else one. What left the catalogue is in none. */
export function groupsOf(order: Order, quote: Quote | undefined): Group[] {
  const wishes = order.items.flatMap((item, place) => {
    const product = isWaiting(item) ? productOf(item.productId) : undefined;
    if (!product || item.pages === null) return [];
    return [{ place, product, quantity: item.quantity, pages: item.pages, tried: item.tried }];
  });
  const quotedAt = ({ place }: Wish) => quote?.shipments.find(({ items }) => items.includes(place));
  const groups = [...(quote?.shipments ?? []), undefined].map((shipment) => ({
    items: wishes.filter((wish) => quotedAt(wish) === shipment),
    quoted: shipment?.facilityId ?? null,
  }));
  return groups.filter(({ items }) => items.length > 0);
}
