import { productOf } from "../catalogue/products.ts";
import { countryCentre } from "../order/countries.ts";
import { Rejected } from "../order/errors.ts";
import type { Policy } from "../order/policy.ts";
import type { Product } from "../order/product.ts";
import type { Destination } from "../order/quote.ts";
import type { SimulateRequest } from "../order/requests.ts";
import { padTo } from "../paper/pages.ts";
import type { Wish } from "./basket.ts";

type ItemAsked = SimulateRequest["items"][number];

/** The items of a request with their products; Rejected names the field that no product has. */
export function wishesOf(items: readonly ItemAsked[]): Wish[] {
  return items.map((item, place) => {
    const product = knownProduct(item, place);
    return { place, product, quantity: item.quantity, pages: pagesOf(product, item, place), tried: [] };
  });
}

function knownProduct({ productId }: ItemAsked, place: number): Product {
  const product = productOf(productId);
  if (product) return product;
  throw new Rejected("unknown_product", `There is no product ${productId}.`, {
    pointer: `/items/${place}/productId`,
    given: productId,
    wanted: "an id of GET /v1/products",
  });
}

/** Pages as they will be printed: filled up to the step, as few as the product takes where none are given. */
function pagesOf({ id, pages: { min, max, step } }: Product, { pages }: ItemAsked, place: number): number {
  const given = pages ?? min;
  const printed = given + padTo(given, step);
  if (given >= min && printed <= max) return printed;
  throw new Rejected("page_count_out_of_range", `${id} takes ${min} to ${max} pages.`, {
    pointer: `/items/${place}/pages`,
    given,
    wanted: { min, max, step },
  });
}

export function checkDestination({ countryCode }: Destination): void {
  if (countryCentre(countryCode)) return;
  throw new Rejected("unsupported_country", `${countryCode} is no country we know.`, {
    pointer: "/destination/countryCode",
    given: countryCode,
    wanted: "an ISO 3166-1 alpha-2 code",
  });
}

export function checkCurrency({ rates }: Policy, currency: string): void {
  if (rates[currency] !== undefined) return;
  throw new Rejected("invalid_request", `No price is known in ${currency}.`, {
    pointer: "/currency",
    given: currency,
    wanted: Object.keys(rates),
  });
}
