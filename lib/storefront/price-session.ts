import { Rejected } from "../order/errors.ts";
import type { ShippingLevel } from "../order/order.ts";
import type { Clock } from "../order/ports.ts";
import { offerOf } from "./offer-of.ts";
import type { Platform } from "./ports.ts";
import { priceOf, type Terms } from "./price.ts";
import type { Publication } from "./publication.ts";
import type { Coupon } from "./requests.ts";
import type { Choice, Priced, Session } from "./session.ts";

/** Ways that are asked for; a destination without one of them is sold the others. */
const levels: readonly ShippingLevel[] = ["economy", "standard", "express"];

interface Pricing {
  readonly platform: Platform;
  readonly clock: Clock;
}

/** What the choice costs by each way of sending it; why not where there is none. */
export async function priceSession(
  { platform, clock }: Pricing,
  publication: Publication,
  choice: Choice,
): Promise<Pick<Session, "priced" | "problem">> {
  const coupon = couponOf(publication, choice.coupon, clock.now());
  const wish = { publication, choice, terms: { margin: publication.margin, coupon } };
  const found = await Promise.all(levels.map((level) => quoted(platform, wish, level)));
  const priced = found.flatMap((each) => (each instanceof Rejected ? [] : [each]));
  const wanted = found[Math.max(0, levels.indexOf(choice.shippingLevel))];
  if (!(wanted instanceof Rejected)) return { priced, problem: null };
  return { priced, problem: { code: wanted.code, detail: wanted.message } };
}

/** The coupon of that code, while it counts. */
export function couponOf(
  { coupons }: Pick<Publication, "coupons">,
  code: string | null,
  now: Date,
): Coupon | undefined {
  const coupon = coupons.find((each) => each.code === code);
  return coupon?.expiresAt && coupon.expiresAt < now.toISOString() ? undefined : coupon;
}

interface Wish {
  readonly publication: Publication;
  readonly choice: Choice;
  readonly terms: Terms;
}

async function quoted(
  platform: Platform,
  { publication, choice, terms }: Wish,
  shippingLevel: ShippingLevel,
): Promise<Priced | Rejected> {
  const { mode, merchantId, currency } = publication;
  const { productId, quantity, countryCode, recipient } = choice;
  const { pages } = offerOf(publication, productId);
  const { postalCode = null, region = null } = recipient ?? {};
  const destination = { countryCode, postalCode, region };
  const request = { destination, shippingLevel, currency, items: [{ productId, quantity, pages }] };
  try {
    const quote = await platform.quote({ mode, merchantId }, request);
    const days = quote.shipments.map(({ deliverFrom, deliverTo }) => ({ deliverFrom, deliverTo }));
    const [first = { deliverFrom: "", deliverTo: "" }] = days;
    return { shippingLevel, quoteId: quote.id, price: priceOf(quote, terms), ...first };
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
}
