import { productOf, products } from "../catalogue/products.ts";
import { Rejected } from "../order/errors.ts";
import type { Product } from "../order/product.ts";

/** The whole catalogue, on one page. */
export async function listProducts(): Promise<{ items: readonly Product[]; nextCursor: null }> {
  return { items: products, nextCursor: null };
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
