import { productOf, products } from "../catalogue/products.ts";
import { Rejected } from "../order/errors.ts";
import type { Page } from "../order/ports.ts";
import type { Product } from "../order/product.ts";
import type { ProductsQuery } from "../order/requests.ts";

/** The catalogue, whole unless a smaller page is asked for. A cursor is the last product of the page before. */
export async function listProducts({
  query: { limit, cursor },
}: {
  query: ProductsQuery;
}): Promise<Page<Product>> {
  const start = cursor === undefined ? 0 : products.findIndex(({ id }) => id === cursor) + 1;
  if (cursor !== undefined && start === 0) {
    throw new Rejected("invalid_request", "query/cursor: not a cursor of this list", {
      pointer: "/cursor",
      given: cursor,
      wanted: "nextCursor of an earlier answer",
    });
  }
  const items = products.slice(start, start + limit);
  const more = start + limit < products.length;
  return { items, nextCursor: more ? (items.at(-1)?.id ?? null) : null };
}

/** One product of the catalogue; Rejected `not_found` where there is none. */
export async function showProduct(id: string): Promise<Product> {
  const product = productOf(id);
  if (product) return product;
  throw new Rejected("not_found", `There is no product ${id}.`, {
    given: id,
    wanted: "an id of GET /v1/products",
  });
}
