import { nextStep } from "./next-step.ts";
import { purseOf } from "./purse.ts";
import type { Payment, Session } from "./session.ts";

const minuteMs = 60_000;
/** An open payment whose webhook was lost is asked for each minute at first, then each quarter of an hour. */
const eagerMs = 10 * minuteMs;
const patientMs = 15 * minuteMs;
/** The platform's feed says when an order moves; this only catches what it could not. */
const followMs = 360 * minuteMs;

/** When the clock must look at a session again; null when only a request can move it. */
export function dueAt(session: Session, now: Date): string | null {
  const waits = [
    ...(nextStep(session) ? [minuteMs] : []),
    ...session.payments.filter((payment) => isOpen(session, payment)).map((payment) => waitFor(payment, now)),
    ...(isUnderWay(session, now) ? [followMs] : []),
  ];
  if (waits.length > 0) return new Date(now.getTime() + Math.min(...waits)).toISOString();
  return namesSomebody(session) ? erasedAfter(session.createdAt) : null;
}

/** The clock's next round but one at most. */
export function soonAfter(now: Date): string {
  return new Date(now.getTime() + minuteMs).toISOString();
}

/** Files of an order stay for 30 days after it ended; a name is kept no longer than a complaint may take. */
const keptDays = 60;

/** When a checkout's personal data goes, unless something is still under way. */
export function erasedAfter(createdAt: string): string {
  return new Date(Date.parse(createdAt) + keptDays * 1440 * minuteMs).toISOString();
}

/** The session without personal data, once it is old and nothing is under way; else as it is. */
export function forgotten(session: Session, now: Date): Session {
  if (dueAt(session, now) !== erasedAfter(session.createdAt)) return session;
  if (erasedAfter(session.createdAt) > now.toISOString()) return session;
  const nobody = <T extends { choice: Session["choice"] }>(part: T): T => ({
    ...part,
    choice: { ...part.choice, recipient: null },
  });
  const payments = session.payments.map((payment) => ({ ...payment, bill: nobody(payment.bill) }));
  return { ...nobody(session), payments, placed: session.placed && { ...session.placed, request: null } };
}

function namesSomebody({ choice, payments, placed }: Session): boolean {
  const named = payments.some(({ bill }) => bill.choice.recipient !== null);
  return named || choice.recipient !== null || (placed !== null && placed.request !== null);
}

/** A page that may still be paid. */
export function isOpen({ events }: Session, payment: Payment): boolean {
  return payment.reference !== null && !payment.closed && purseOf(events, payment.id).charged === 0;
}

function waitFor({ createdAt }: Payment, now: Date): number {
  return now.getTime() - Date.parse(createdAt) < eagerMs ? minuteMs : patientMs;
}

/** Few parcels are reported delivered: what has shipped is followed until nobody remembers it. */
function isUnderWay({ placed, createdAt }: Session, now: Date): boolean {
  if (!placed?.orderId || ends.has(placed.state ?? "")) return false;
  return placed.state !== "shipped" || now.toISOString() < erasedAfter(createdAt);
}

const ends: ReadonlySet<string> = new Set(["delivered", "failed", "cancelled"]);
