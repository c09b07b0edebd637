import { productOf } from "../catalogue/products.ts";
import type { Order } from "../order/order.ts";
import type { Quote } from "../order/quote.ts";
import { failItem, type Stamp } from "../order/transitions.ts";
import { padTo } from "../paper/pages.ts";
import { isWaiting } from "./to-route.ts";

/** Fails items whose files turned out to have other pages than were quoted: their price was for another book. */
export function quotedOtherwise(order: Order, quote: Quote, stamp: Stamp): Order {
  return order.items.reduce((at, item, place) => {
    const quoted = pagesQuoted(quote, place);
    if (!isWaiting(item) || quoted === undefined || quoted === item.pages) return at;
    const failure = {
      code: "quote_mismatch",
      detail: `The quote is for ${quoted} pages, and the files make ${item.pages}.`,
      ...{ pointer: `/items/${place}/files`, given: item.pages, wanted: quoted },
    };
    return failItem(at, { itemId: item.id, failure }, stamp);
  }, order);
}

/** As they are printed, filled up to the product's step. */
function pagesQuoted({ items }: Quote, place: number): number | undefined {
  const item = items[place];
  const product = item && productOf(item.productId);
  return product && item.pages + padTo(item.pages, product.pages.step);
}
