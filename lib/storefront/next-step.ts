import { minorFrom } from "../order/money.ts";
import { type Purse, purseOf } from "./purse.ts";
import type { Payment, Placed, Session } from "./session.ts";

/** What is to be done about a session's money, worked out from its row alone. */
export type Step =
  | { readonly do: "place"; readonly payment: Payment }
  | { readonly do: "refund"; readonly payment: Payment; readonly amount: number };

/**
 * The next step, or undefined when nothing is to do. Every charge either becomes the session's one order or goes back
 * whole: charges that are late, not what was asked, second, or whose order failed, was refused or cancelled.
 */
export function nextStep(session: Session): Step | undefined {
  for (const payment of session.payments) {
    const step = stepOf(session, payment);
    if (step) return step;
  }
  return undefined;
}

function stepOf(session: Session, payment: Payment): Step | undefined {
  const { placed, events } = session;
  const purse = purseOf(events, payment.id);
  const amount = purse.charged - purse.refunded;
  if (amount <= 0) return undefined;
  // What was asked back goes back, whatever happens to the order since.
  if (purse.refundAsked > 0 || goesBack(session, payment, purse)) return { do: "refund", payment, amount };
  return placed?.orderId ? undefined : { do: "place", payment };
}

function goesBack({ placed }: Session, payment: Payment, purse: Purse): boolean {
  if (placed?.paymentId === payment.id) return isLost(placed);
  return placed !== null || blemishOf(payment, purse) !== undefined;
}

function isLost({ refused, state }: Placed): boolean {
  return refused !== null || state === "failed" || state === "cancelled";
}

/** Why a charge may not become an order; undefined for a good one. */
function blemishOf(payment: Payment, purse: Purse): string | undefined {
  const { total } = payment.bill.priced.price;
  if (payment.mismatch !== null) return payment.mismatch;
  if ([...purse.currencies].some((currency) => currency !== total.currency)) return "currency";
  if (purse.charged !== minorFrom(total)) return "amount";
  if (purse.chargedAt !== undefined && purse.chargedAt > payment.expiresAt) return "late";
  return undefined;
}
