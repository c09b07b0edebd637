import { Rejected } from "../order/errors.ts";
import type { ShippingLevel } from "../order/order.ts";
import type { Clock } from "../order/ports.ts";
import type { Quote } from "../order/quote.ts";
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
  const wished = new Set([choice.shippingLevel, ...levels]);
  const { quotes, refusal } = await quoted(platform, { publication, choice }, [...wished]);
  const priced = levels.flatMap((level) => {
    const quote = quotes.find(({ shippingLevel }) => shippingLevel === level);
    return quote ? [pricedBy(quote, { margin: publication.margin, coupon })] : [];
  });
  return { priced, problem: refusal ? { code: refusal.code, detail: refusal.message } : null };
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
}

interface Quoted {
  readonly quotes: readonly Quote[];
  /** Why there is none for the level that was wanted most. */
  readonly refusal?: Rejected;
}

/** All levels with one question; only where the first cannot be had are the others asked for without it. */
async function quoted(
  platform: Platform,
  wish: Wish,
  [shippingLevel, ...alternatives]: readonly ShippingLevel[],
): Promise<Quoted> {
  if (!shippingLevel) return { quotes: [] };
  const { publication, choice } = wish;
  const { mode, merchantId, currency } = publication;
  const { productId, quantity, countryCode, recipient } = choice;
  const { pages } = offerOf(publication, productId);
  const { postalCode = null, region = null } = recipient ?? {};
  const destination = { countryCode, postalCode, region };
  const items = [{ productId, quantity, pages }];
  try {
    const wanted = { destination, shippingLevel, alternatives, currency, items };
    const quote = await platform.quote({ mode, merchantId }, wanted);
    return { quotes: [quote, ...(quote.alternatives ?? [])] };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return { ...(await quoted(platform, wish, alternatives)), refusal: error };
  }
}

function pricedBy(quote: Quote, terms: Terms): Priced {
  const { id: quoteId, shippingLevel, shipments } = quote;
  const [{ deliverFrom, deliverTo } = { deliverFrom: "", deliverTo: "" }] = shipments;
  return { shippingLevel, quoteId, price: priceOf(quote, terms), deliverFrom, deliverTo };
}
