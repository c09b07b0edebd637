import { offerOf } from "./offer-of.ts";
import type { Publication } from "./publication.ts";
import type { Locale, SessionRequest } from "./requests.ts";
import type { Choice } from "./session.ts";

const home: Readonly<Record<Locale, string>> = { en: "GB", nl: "NL", de: "DE", fr: "FR" };

/** What a checkout begins with: one copy of the first product that can be made well, to where the shopper probably is. */
export function firstChoice(
  publication: Publication,
  request: Pick<SessionRequest, "locale" | "productId" | "countryCode">,
): Choice {
  const first = publication.offers.find(({ verdict }) => verdict !== "error");
  const { productId } = offerOf(publication, request.productId ?? first?.productId ?? "");
  return {
    productId,
    quantity: 1,
    shippingLevel: "standard",
    countryCode: request.countryCode ?? home[request.locale],
    cover: publication.content.cover,
    coupon: null,
    recipient: null,
  };
}
