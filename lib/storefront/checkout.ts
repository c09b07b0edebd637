import { createHash, timingSafeEqual } from "node:crypto";
import { Rejected } from "../order/errors.ts";
import type { Clock } from "../order/ports.ts";
import { changeSession, found } from "./change-session.ts";
import { checkUses, keepUses } from "./coupon-uses.ts";
import { erasedAfter, isOpen } from "./due.ts";
import { firstChoice } from "./first-choice.ts";
import { freshId, type PublicationId, type SessionId } from "./ids.ts";
import { offerOf } from "./offer-of.ts";
import { methodsOf } from "./payment-methods.ts";
import type { CouponUses, Platform, Publications, Sessions, Tills } from "./ports.ts";
import { couponOf, priceSession } from "./price-session.ts";
import { Refused } from "./problem.ts";
import type { Publication } from "./publication.ts";
import { readTruth } from "./read-truth.ts";
import type { ChoiceRequest, SessionRequest } from "./requests.ts";
import type { Choice, Session } from "./session.ts";
import type { Settings } from "./settings-in.ts";
import { stateOf, type Viewing, viewSession } from "./view-session.ts";
import type { SessionView } from "./views.ts";

export interface CheckoutPorts extends Viewing {
  readonly sessions: Sessions;
  readonly publications: Publications;
  readonly platform: Platform;
  readonly tills: Tills;
  readonly coupons: CouponUses;
  readonly settings: Pick<Settings, "of">;
  readonly clock: Clock;
}

/** A checkout, and the quotes behind its prices, stands for a day. */
const sessionHours = 24;

/** Opens a checkout of a publication, with a price for where the shopper probably is. */
export async function openSession(ports: CheckoutPorts, request: SessionRequest): Promise<SessionView> {
  const publication = await sold(ports, request.publicationId);
  admit(publication, request.token ?? undefined);
  checkReturn(publication, request.returnUrl ?? undefined);
  const now = ports.clock.now();
  const choice = firstChoice(publication, request);
  const session: Session = {
    id: freshId("ses", publication.mode),
    mode: publication.mode,
    merchantId: publication.merchantId,
    publicationId: publication.id,
    title: publication.title,
    locale: request.locale,
    reference: request.reference ?? null,
    returnUrl: request.returnUrl ?? null,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + sessionHours * 3_600_000).toISOString(),
    version: 1,
    choice,
    ...(await priceSession(ports, publication, choice)),
    payments: [],
    events: [],
    placed: null,
    letters: [],
    writing: {},
    problems: [],
    dueAt: erasedAfter(now.toISOString()),
  };
  await ports.sessions.create(session);
  return shown(ports, session, publication);
}

export async function showSession(ports: CheckoutPorts, id: SessionId): Promise<SessionView> {
  const session = await found(ports.sessions, id);
  return shown(ports, session, await publicationOf(ports, session));
}

/** Takes what the shopper chose, takes open payments of the old choice back, and prices it anew. */
export async function choose(
  ports: CheckoutPorts,
  id: SessionId,
  request: ChoiceRequest,
): Promise<SessionView> {
  const session = await takenBack(ports, await found(ports.sessions, id));
  checkOpen(session, ports.clock.now());
  const publication = await sold(ports, session.publicationId);
  const choice = chosen(session.choice, request);
  offerOf(publication, choice.productId);
  if (choice.coupon !== null && !couponOf(publication, choice.coupon, ports.clock.now()))
    throw new Refused("coupon_invalid", "This code does not count here.", {
      pointer: "/coupon",
      given: choice.coupon,
    });
  await checkUses(ports, session, { publication, code: choice.coupon });
  const isKnown = session.priced.some(({ shippingLevel }) => shippingLevel === choice.shippingLevel);
  const priced =
    isKnown && costsTheSame(session.choice, choice)
      ? { problem: null }
      : await priceSession(ports, publication, choice);
  const after = await changeSession(ports.sessions, id, (current) => {
    checkOpen(current, ports.clock.now());
    return { ...current, choice, ...priced, locale: request.locale ?? current.locale };
  });
  return shown(ports, after, publication);
}

/** The publication, while it is sold. */
export async function sold(
  { publications, clock }: Pick<CheckoutPorts, "publications" | "clock">,
  id: PublicationId,
): Promise<Publication> {
  const publication = await publications.load(id);
  if (!publication) throw new Rejected("not_found", "There is no such publication.");
  const over = publication.expiresAt !== null && publication.expiresAt < clock.now().toISOString();
  if (publication.state === "ready" && !over) return publication;
  throw new Refused("publication_unavailable", "This cannot be bought now.", { given: publication.state });
}

/** Throws unless the session may still be changed and paid. */
export function checkOpen(session: Session, now: Date): void {
  const state = stateOf(session, now);
  if (state === "expired")
    throw new Refused("session_expired", "This checkout is over: begin anew.", { given: session.expiresAt });
  if (state !== "open" && state !== "paying") throw new Refused("already_paid", "This is paid already.");
}

/** Payments of an earlier choice are taken back at their provider, who then says how they ended. */
export async function takenBack(ports: CheckoutPorts, session: Session): Promise<Session> {
  for (const payment of session.payments.filter((each) => isOpen(session, each))) {
    const till = await ports.tills(session.mode, payment.method);
    await till.close({ session, payment });
  }
  const after = await readTruth(ports, session);
  await keepUses(ports, after);
  return after;
}

async function publicationOf(
  { publications }: Pick<CheckoutPorts, "publications">,
  session: Session,
): Promise<Publication> {
  const publication = await publications.load(session.publicationId);
  if (!publication) throw new Error("a session without its publication");
  return publication;
}

async function shown(ports: CheckoutPorts, session: Session, publication: Publication): Promise<SessionView> {
  const methods = await methodsOf(ports.settings, publication);
  return viewSession(ports, session, { publication, methods, now: ports.clock.now() });
}

function admit({ tokenHash }: Publication, token: string | undefined): void {
  if (tokenHash === null) return;
  const given = createHash("sha256")
    .update(token ?? "")
    .digest();
  if (timingSafeEqual(given, Buffer.from(tokenHash, "hex"))) return;
  throw new Refused("token_required", "This publication is private.", { pointer: "/token" });
}

/** Else anybody could send shoppers anywhere in our name. */
function checkReturn({ origins }: Publication, returnUrl: string | undefined): void {
  if (returnUrl === undefined || origins.includes(new URL(returnUrl).origin)) return;
  throw new Rejected("invalid_request", "returnUrl is on none of the publication's origins.", {
    pointer: "/returnUrl",
    given: returnUrl,
    wanted: origins,
  });
}

/** Who only writes a name or a title waits for no quote. */
function costsTheSame(one: Choice, other: Choice): boolean {
  const what = ({ productId, quantity, countryCode, coupon, recipient }: Choice) =>
    JSON.stringify([productId, quantity, countryCode, coupon, recipient?.postalCode, recipient?.region]);
  return what(one) === what(other);
}

/** An address decides the country. */
function chosen(before: Choice, { locale: _, ...request }: ChoiceRequest): Choice {
  const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  const after: Choice = { ...before, ...given };
  return { ...after, countryCode: request.recipient?.countryCode ?? after.countryCode };
}
