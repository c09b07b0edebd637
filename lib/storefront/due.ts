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
    ...(isUnderWay(session) ? [followMs] : []),
  ];
  return waits.length === 0 ? null : new Date(now.getTime() + Math.min(...waits)).toISOString();
}

/** A page that may still be paid. */
export function isOpen({ events }: Session, payment: Payment): boolean {
  return payment.reference !== null && !payment.closed && purseOf(events, payment.id).charged === 0;
}

function waitFor({ createdAt }: Payment, now: Date): number {
  return now.getTime() - Date.parse(createdAt) < eagerMs ? minuteMs : patientMs;
}

function isUnderWay({ placed }: Session): boolean {
  if (!placed?.orderId) return false;
  return placed.state !== "delivered" && placed.state !== "failed" && placed.state !== "cancelled";
}
