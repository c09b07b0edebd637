import { Rejected } from "../order/errors.ts";
import { found } from "./change-session.ts";
import type { TrackingToken } from "./ids.ts";
import type { Bell, Platform, Publications, Sessions } from "./ports.ts";
import { purseOf } from "./purse.ts";
import type { Payment, Placed, Session } from "./session.ts";
import { previewsOf, type Viewing } from "./view-session.ts";
import { stepNames, type TrackingView } from "./views.ts";

export interface TrackingPorts extends Viewing {
  readonly sessions: Sessions;
  readonly publications: Publications;
  readonly platform: Platform;
  readonly bell: Bell;
}

/** What the holder of the link may know of an order: no street, no e-mail address. */
export async function showTracking(ports: TrackingPorts, token: TrackingToken): Promise<TrackingView> {
  const { session, placed, payment } = await tracked(ports, token);
  const { choice, priced } = payment.bill;
  const publication = await ports.publications.load(session.publicationId);
  const offer = publication?.offers.find(({ productId }) => productId === choice.productId);
  const at = { ...placed.steps, paid: purseOf(session.events, payment.id).chargedAt };
  return {
    state: stateOf(placed),
    locale: session.locale,
    title: session.title,
    product: offer?.product.name[session.locale] ?? choice.productId,
    quantity: choice.quantity,
    merchantReference: session.reference,
    steps: stepNames.map((name) => ({ name, at: at[name] ?? null })),
    delivery: placed.orderId ? { from: priced.deliverFrom, to: priced.deliverTo } : null,
    destination: choice.recipient && {
      city: choice.recipient.city,
      countryCode: choice.recipient.countryCode,
    },
    parcels: placed.parcels,
    previews: publication ? await previewsOf(ports, publication) : [],
    total: priced.price.total,
    payment: moneyStateOf(session, payment),
    canCancel: placed.canCancel,
  };
}

/** Cancels the order while no facility has claimed it; the money follows by itself. Rejected `too_late` afterwards. */
export async function cancelTracked(ports: TrackingPorts, token: TrackingToken): Promise<TrackingView> {
  const { session, placed } = await tracked(ports, token);
  const { mode, merchantId, id: sessionId } = session;
  const cancelled = placed.orderId && (await ports.platform.cancel({ mode, merchantId }, placed.orderId));
  if (!cancelled) throw new Rejected("too_late", "It is being printed already.", { given: placed.state });
  await ports.bell.ring({ kind: "settle", sessionId });
  const view = await showTracking(ports, token);
  return { ...view, state: "cancelled", canCancel: false };
}

interface Tracked {
  readonly session: Session;
  readonly placed: Placed;
  readonly payment: Payment;
}

async function tracked({ sessions }: TrackingPorts, token: TrackingToken): Promise<Tracked> {
  const id = await sessions.ofTracking(token);
  const session = id && (await found(sessions, id));
  const payment = session?.payments.find((each) => each.id === session.placed?.paymentId);
  if (!session?.placed || !payment) throw new Rejected("not_found", "There is no such order.");
  return { session, placed: session.placed, payment };
}

function stateOf({ state, refused, steps }: Placed): TrackingView["state"] {
  if (refused !== null || state === "failed") return "failed";
  if (state === "cancelled" || state === "delivered" || state === "shipped") return state;
  if (steps.printing) return "printing";
  return state === null ? "paid" : "preparing";
}

function moneyStateOf({ events }: Session, { id, method }: Payment): TrackingView["payment"] {
  const { refundAsked, refunded } = purseOf(events, id);
  if (refunded > 0) return "refunded";
  if (refundAsked > 0) return "refunding";
  return method === "invoice" ? "invoice" : "paid";
}
