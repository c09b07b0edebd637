import { changeSession } from "./change-session.ts";
import type { Sessions, Tills, Truth } from "./ports.ts";
import { purseOf, withEvents } from "./purse.ts";
import type { Payment, Session } from "./session.ts";

interface Reading {
  readonly sessions: Sessions;
  readonly tills: Tills;
}

/** Asks the providers about payments that may still move, or about the one named, and keeps what they say. */
export async function readTruth(ports: Reading, session: Session, only?: string): Promise<Session> {
  let current = session;
  for (const payment of session.payments) {
    if (only === undefined ? !maySettle(session, payment) : payment.id !== only) continue;
    const till = await ports.tills(session.mode, payment.method);
    current = await keep(ports, current, { payment, truth: await till.read({ session: current, payment }) });
  }
  return current;
}

/** Open payments, and refunds under way. */
function maySettle({ events }: Session, payment: Payment): boolean {
  if (payment.reference === null) return false;
  const { charged, refundAsked, refunded } = purseOf(events, payment.id);
  return charged === 0 ? !payment.closed : refundAsked > refunded;
}

interface Told {
  readonly payment: Payment;
  readonly truth: Truth;
}

function keep({ sessions }: Reading, session: Session, { payment, truth }: Told): Promise<Session> {
  const mismatch = mismatchOf(session, payment, truth);
  return changeSession(sessions, session.id, (current) => {
    const events = withEvents(current.events, truth.events);
    const known = current.payments.find(({ id }) => id === payment.id);
    if (events === current.events && known?.closed === truth.closed && known.mismatch === mismatch)
      return undefined;
    const payments = current.payments.map((each) =>
      each.id === payment.id ? { ...each, closed: truth.closed, mismatch } : each,
    );
    return { ...current, events: [...events], payments };
  });
}

/** What was charged must be for this session and this merchant; amount and currency are looked at with the events. */
function mismatchOf(session: Session, payment: Payment, truth: Truth): string | null {
  if (payment.mismatch !== null) return payment.mismatch;
  if (truth.sessionId !== session.id) return "session";
  return truth.merchantId === session.merchantId ? null : "merchant";
}
