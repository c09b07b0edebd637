import type { Product } from "../order/product.ts";
import { type Make, type Row, rows } from "./families.ts";

/** The default catalogue. */
export const products: readonly Product[] = rows.flatMap((row) =>
  row.makes.map((make) => productFrom(row, make)),
);

const byId: ReadonlyMap<string, Product> = new Map(products.map((product) => [product.id, product]));

/** The product with this id, e.g. `magazine-a4`. */
export function productOf(id: string): Product | undefined {
  return byId.get(id);
}

function productFrom(row: Row, make: Make): Product {
  const { prefix, perPage, makes: _, ...common } = row;
  return {
    ...common,
    id: `${prefix}-${make.size.id}`,
    name: {
      en: `${row.name.en} ${make.size.label}`,
      nl: `${row.name.nl} ${make.size.label}`,
      de: `${row.name.de} ${make.size.label}`,
      fr: `${row.name.fr} ${make.size.label}`,
    },
    trimMm: make.size.trimMm,
    pages: make.pages ?? row.pages,
    paper: make.paper ?? row.paper,
    price: { base: euro(make.base), perPage: euro(perPage) },
  };
}

function euro(amount: string): Product["price"]["base"] {
  return { amount, currency: "EUR" };
}
