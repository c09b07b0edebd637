import { Rejected } from "../order/errors.ts";
import type { Product } from "../order/product.ts";
import type { ItemRequest } from "../order/requests.ts";

/** Stands in a product's options for any colour. */
const anyColour = "#rrggbb";
const colour = /^#[0-9a-f]{6}$/i;

/** Throws Rejected `invalid_request` on an option that the product has not, or a choice it does not offer. */
export function checkOptions(
  { options }: Pick<ItemRequest, "options">,
  product: Product,
  place: number,
): void {
  checkOptionsAt(options, product, `/items/${place}/options`);
}

/** The same for options at any place of a request. */
export function checkOptionsAt(options: ItemRequest["options"], product: Product, place: string): void {
  for (const [name, given] of Object.entries(options)) {
    // `toString` is no option either.
    const wanted = Object.hasOwn(product.options, name) ? product.options[name] : undefined;
    const pointer = `${place}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (!wanted) {
      const blame = { pointer, given, wanted: Object.keys(product.options) };
      throw new Rejected("invalid_request", `${product.id} has no option ${name}.`, blame);
    }
    if (isOffered(given, wanted)) continue;
    const blame = { pointer, given, wanted };
    throw new Rejected("invalid_request", `${product.id} does not come with ${name} ${given}.`, blame);
  }
}

function isOffered(given: string, wanted: readonly string[]): boolean {
  return wanted.includes(given) || (wanted.includes(anyColour) && colour.test(given));
}
