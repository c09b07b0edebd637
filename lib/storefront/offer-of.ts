import { Refused } from "./problem.ts";
import type { Publication } from "./publication.ts";
import type { Offer } from "./views.ts";

/** The publication's offer of a product, if it can be made well enough to be sold. */
export function offerOf({ offers }: Publication, productId: string): Offer {
  const offer = offers.find((each) => each.productId === productId);
  if (offer && offer.verdict !== "error") return offer;
  throw new Refused("product_not_offered", `${productId} is not sold here.`, {
    pointer: "/productId",
    given: productId,
    wanted: offers.filter(({ verdict }) => verdict !== "error").map((each) => each.productId),
  });
}
