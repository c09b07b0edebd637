import { minorFrom, moneyOf } from "../order/money.ts";
import type { Files } from "../order/ports.ts";
import { addressFaults } from "./address.ts";
import type { Publication, Stock } from "./publication.ts";
import { purseOf } from "./purse.ts";
import type { PaymentMethod } from "./requests.ts";
import type { Payment, Priced, Session } from "./session.ts";
import type { PublicationView, SessionState, SessionView } from "./views.ts";

export interface Viewing {
  readonly stock: Pick<Files, "link">;
  /** Origin of the shopper's pages. */
  readonly site: string;
}

interface Seen {
  readonly publication: Publication;
  readonly methods: readonly PaymentMethod[];
  readonly now: Date;
}

/** A session as the shopper's browser may see it. */
export async function viewSession(
  viewing: Viewing,
  session: Session,
  { publication, methods, now }: Seen,
): Promise<SessionView> {
  const { id, locale, choice, problem, placed, returnUrl, expiresAt } = session;
  const payment = session.payments.at(-1);
  const shown = pricedOf(session);
  return {
    id,
    state: stateOf(session, now),
    locale,
    publication: {
      id: publication.id,
      title: publication.title,
      currency: publication.currency,
      pages: publication.pages ?? 0,
      offers: publication.offers,
      previews: await previewsOf(viewing, publication),
      cover: publication.content.cover,
      coverPicture: await coverPictureOf(viewing, publication),
      origins: publication.origins,
      mode: publication.mode,
    },
    choice,
    price: shown?.price ?? null,
    problem,
    levels: session.priced.map(levelOf),
    missing: missingIn(session),
    methods: [...methods],
    payment: payment ? paymentOf(session, payment) : null,
    tracking: placed?.orderId
      ? { token: placed.tracking, url: `${viewing.site}/track/${placed.tracking}` }
      : null,
    returnUrl,
    expiresAt,
  };
}

/** What is shown for the chosen level. */
export function pricedOf({ priced, choice }: Session): Priced | undefined {
  return priced.find(({ shippingLevel }) => shippingLevel === choice.shippingLevel);
}

/** Pointers into the choice of what is still needed to pay. */
export function missingIn(session: Session): string[] {
  const { recipient } = session.choice;
  if (!recipient) return ["/recipient"];
  const email = recipient.email ? [] : ["/recipient/email"];
  const price = pricedOf(session) ? [] : ["/shippingLevel"];
  return [...addressFaults(recipient).map(({ field }) => `/recipient/${field}`), ...email, ...price];
}

export function stateOf(session: Session, now: Date): SessionState {
  const { placed, payments, events, expiresAt } = session;
  if (placed?.orderId) return "ordered";
  const purses = payments.map(({ id }) => purseOf(events, id));
  if (purses.some(({ charged, refundAsked }) => charged > 0 && refundAsked === 0)) return "paid";
  if (purses.some(({ refundAsked }) => refundAsked > 0)) return "refunded";
  if (now.toISOString() > expiresAt) return "expired";
  return payments.some(({ closed }) => !closed) ? "paying" : "open";
}

/** Pages to look at: pictures as they were given, small, and the first of a document as they will be printed. */
export function previewsOf(
  { stock }: Pick<Viewing, "stock">,
  { content, drawings }: Publication,
): Promise<PublicationView["previews"]> {
  const given = content.images?.map((picture, place) => ({
    page: place + 1,
    cut: shownKey(picture),
    key: null,
  }));
  const printed = () => drawings.map(({ page, key, cutKey }) => ({ page, cut: cutKey ?? key, key }));
  const link = async (key: string | null) => key && stock.link(key, linkSeconds);
  return Promise.all(
    (given ?? printed()).slice(0, mostPreviews).map(async ({ page, cut, key }) => ({
      page,
      url: (await link(cut)) ?? "",
      annotatedUrl: await link(key),
    })),
  );
}

/** The picture on the front cover, where the product has one. */
function coverPictureOf({ stock }: Pick<Viewing, "stock">, { content }: Publication) {
  const front = content.coverImage ?? content.images?.[0];
  const key = front && shownKey(front);
  return key ? stock.link(key, linkSeconds) : null;
}

function shownKey({ smallKey, key }: Stock): string | null {
  return smallKey ?? key;
}

const linkSeconds = 900;
const mostPreviews = 40;

function levelOf({ shippingLevel, price, deliverFrom, deliverTo }: Priced): SessionView["levels"][number] {
  const minor = price.lines.filter(({ kind }) => kind === "shipping").map(({ amount }) => minorFrom(amount));
  const shipping = moneyOf(
    minor.reduce((sum, amount) => sum + amount, 0),
    price.total.currency,
  );
  return { shippingLevel, shipping, total: price.total, deliverFrom, deliverTo };
}

function paymentOf({ events }: Session, payment: Payment): NonNullable<SessionView["payment"]> {
  const { charged, refundAsked, refunded } = purseOf(events, payment.id);
  const { id, method, closed } = payment;
  if (refunded > 0) return { id, method, state: "refunded" };
  if (refundAsked > 0) return { id, method, state: "refunding" };
  if (charged > 0) return { id, method, state: "paid" };
  return { id, method, state: closed ? "declined" : "pending" };
}
