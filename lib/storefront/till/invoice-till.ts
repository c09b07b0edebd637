import { minorFrom } from "../../order/money.ts";
import type { Till } from "../ports.ts";
import { type PaymentEvent, purseOf } from "../purse.ts";
import type { Payment } from "../session.ts";

/**
 * The merchant pays by invoice: the amount is owed as soon as it is ordered, and struck out when it goes back. There is
 * nobody to ask, so the truth is the session's own row.
 */
export const invoiceTill: Till = {
  open: async ({ payment }, backUrl) => ({ reference: payment.id, url: backUrl }),
  read: async ({ session, payment }) => {
    const { refundAsked } = purseOf(session.events, payment.id);
    const struck = refundAsked > 0 ? [event(payment, "refunded")] : [];
    const { id: sessionId, merchantId } = session;
    return { closed: true, sessionId, merchantId, events: [event(payment, "charged"), ...struck] };
  },
  close: async () => {},
  refund: async () => {},
};

function event(payment: Payment, type: PaymentEvent["type"]): PaymentEvent {
  const { total } = payment.bill.priced.price;
  return {
    paymentId: payment.id,
    provider: "invoice",
    reference: payment.id,
    type,
    amount: minorFrom(total),
    currency: total.currency,
    at: payment.createdAt,
  };
}
