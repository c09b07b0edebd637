import { Rejected } from "../order/errors.ts";
import type { Money } from "../order/money.ts";
import { minorFrom } from "../order/money.ts";
import { addressFaults } from "./address.ts";
import { changeSession, found } from "./change-session.ts";
import { type CheckoutPorts, checkOpen, sold, takenBack } from "./checkout.ts";
import { takeUse } from "./coupon-uses.ts";
import { dueAt } from "./due.ts";
import { freshId, type SessionId } from "./ids.ts";
import { methodsOf } from "./payment-methods.ts";
import type { Bell } from "./ports.ts";
import { priceSession } from "./price-session.ts";
import { Refused } from "./problem.ts";
import type { Publication } from "./publication.ts";
import type { PayRequest } from "./requests.ts";
import type { Payment, Priced, Session } from "./session.ts";
import { missingIn, pricedOf } from "./view-session.ts";
import type { PayView } from "./views.ts";

export interface PayPorts extends CheckoutPorts {
  readonly bell: Bell;
}

/** A payment page is good for an hour, and its quote for longer: an order for money that came in time finds it valid. */
const payableMs = 3_600_000;
const quoteSlackMs = 3 * payableMs;
/** Attempts to pay one session. */
const maxPayments = 30;

/**
 * Opens a page to pay the total that was shown. The same click twice is the same payment; payments of an earlier choice
 * are taken back first.
 */
export async function pay(ports: PayPorts, id: SessionId, { method, total }: PayRequest): Promise<PayView> {
  const { sessions, clock } = ports;
  const begun = await found(sessions, id);
  checkOpen(begun, clock.now());
  const publication = await sold(ports, begun.publicationId);
  await checkMethod(ports, publication, method);
  checkComplete(begun);
  const session = await freshlyPriced(ports, begun, publication);
  const priced = shownPrice(session, total);
  const wish = { method, bill: { choice: session.choice, priced } };
  if (!openPayment(session, wish, clock.now())) checkOpen(await takenBack(ports, session), clock.now());
  const opened = await changeSession(sessions, id, (current) => {
    checkOpen(current, clock.now());
    if (openPayment(current, wish, clock.now())) return undefined;
    if (current.payments.length >= maxPayments)
      throw new Rejected("rate_limited", "Too many attempts to pay: begin a new checkout.");
    return { ...current, payments: [...current.payments, newPayment(current, wish, clock.now())] };
  });
  const payment = openPayment(opened, wish, clock.now());
  if (!payment) throw new Refused("already_paid", "This is being paid in another window.");
  if (payment.reference === null)
    await takeUse(ports, opened, publication).catch((error: unknown) =>
      withdraw(ports, payment, { id, error }),
    );
  return leadTo(ports, opened, payment);
}

/** A payment without its coupon is none: nobody was sent anywhere yet. */
async function withdraw(
  { sessions }: PayPorts,
  payment: Payment,
  { id, error }: { readonly id: SessionId; readonly error: unknown },
): Promise<never> {
  if (error instanceof Refused)
    await changeSession(sessions, id, (current) => {
      const close = (each: Payment) => (each.id === payment.id ? { ...each, closed: true } : each);
      return { ...current, payments: current.payments.map(close) };
    });
  throw error;
}

/** Opens the provider's page, the same one each time, and remembers it before anybody is sent there. */
async function leadTo(ports: PayPorts, session: Session, payment: Payment): Promise<PayView> {
  if (payment.reference !== null && payment.url !== null) return { paymentId: payment.id, url: payment.url };
  const till = await ports.tills(session.mode, payment.method);
  const backUrl = `${ports.site}/checkout/${session.publicationId}?session=${session.id}`;
  const { reference, url } = await till.open({ session, payment }, backUrl);
  await changeSession(ports.sessions, session.id, (current) => {
    const payments = current.payments.map((each) =>
      each.id === payment.id ? { ...each, reference, url } : each,
    );
    const after = { ...current, payments };
    return { ...after, dueAt: dueAt(after, ports.clock.now()) };
  });
  if (payment.method === "invoice") await ports.bell.ring({ kind: "settle", sessionId: session.id });
  return { paymentId: payment.id, url };
}

async function checkMethod(ports: PayPorts, publication: Publication, method: PayRequest["method"]) {
  const methods = await methodsOf(ports.settings, publication);
  if (methods.includes(method)) return;
  throw new Refused("payment_not_offered", `It cannot be paid with ${method}.`, {
    pointer: "/method",
    given: method,
    wanted: methods,
  });
}

function checkComplete(session: Session): void {
  const { recipient } = session.choice;
  const [fault] = recipient ? addressFaults(recipient) : [];
  if (fault)
    throw new Refused("address_invalid", `${fault.field} is ${fault.why.replaceAll("_", " ")}.`, {
      pointer: `/recipient/${fault.field}`,
      given: recipient?.[fault.field],
    });
  const missing = missingIn(session);
  if (missing.length > 0)
    throw new Refused("not_complete", "Something is still to be chosen.", { wanted: missing });
}

/** Quotes that end too soon are asked for again; what changed by that is told as a changed price. */
async function freshlyPriced(ports: PayPorts, session: Session, publication: Publication): Promise<Session> {
  const soon = new Date(ports.clock.now().getTime() + quoteSlackMs).toISOString();
  const priced = pricedOf(session);
  if (priced && priced.price.expiresAt > soon) return session;
  const anew = await priceSession(ports, publication, session.choice);
  return changeSession(ports.sessions, session.id, (current) => ({ ...current, ...anew }));
}

function shownPrice(session: Session, total: Money): Priced {
  const priced = pricedOf(session);
  if (!priced)
    throw new Refused("not_complete", "This cannot be sent there.", { wanted: ["/shippingLevel"] });
  const wanted = priced.price.total;
  if (wanted.currency === total.currency && minorFrom(wanted) === minorFrom(total)) return priced;
  throw new Refused("price_changed", "The price is another one.", {
    pointer: "/total",
    given: total,
    wanted,
  });
}

type Wish = Pick<Payment, "method" | "bill">;

function openPayment({ payments }: Session, wish: Wish, now: Date): Payment | undefined {
  const same = ({ method, bill }: Wish) => JSON.stringify({ method, bill });
  return payments.find(
    (payment) => !payment.closed && payment.expiresAt > now.toISOString() && same(payment) === same(wish),
  );
}

function newPayment({ mode }: Session, { method, bill }: Wish, now: Date): Payment {
  return {
    id: freshId("pay", mode),
    method,
    bill,
    reference: null,
    url: null,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + payableMs).toISOString(),
    closed: false,
    mismatch: null,
  };
}
