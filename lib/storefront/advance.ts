import { changeSession, found } from "./change-session.ts";
import { type CouponPorts, keepUses } from "./coupon-uses.ts";
import { dueAt, forgotten, isOpen, soonAfter } from "./due.ts";
import { followOrder } from "./follow-order.ts";
import type { SessionId } from "./ids.ts";
import { type Letters, unsentLetters, writeLetters } from "./letters.ts";
import { nextStep, type Step } from "./next-step.ts";
import { noteProblems } from "./note-problems.ts";
import { type Placing, placeOrder } from "./place-order.ts";
import type { Platform, Sessions, Tills } from "./ports.ts";
import { type PaymentEvent, purseOf, withEvents } from "./purse.ts";
import { readTruth } from "./read-truth.ts";
import type { Session } from "./session.ts";

export interface Advancing extends Placing, Letters, CouponPorts {
  readonly sessions: Sessions;
  readonly tills: Tills;
  readonly platform: Platform;
}

/**
 * Brings a session up to date with the world: reads what providers say of its payments and what the platform says of
 * its order, and does what follows. May run at any time, twice, and be cut off anywhere.
 */
export async function advance(ports: Advancing, id: SessionId): Promise<Session> {
  await closeOverdue(ports, await found(ports.sessions, id));
  const known = await readTruth(ports, await found(ports.sessions, id));
  const followed = await noteProblems(ports, await followOrder(ports, known));
  const session = await stepped(ports, followed, undefined);
  await keepUses(ports, session);
  await writeLetters(ports, session);
  const now = ports.clock.now();
  return changeSession(ports.sessions, id, (current) => {
    const kept = forgotten(current, now);
    // Somebody else is sending it, or was cut off.
    const at = unsentLetters(kept).length > 0 ? soonAfter(now) : dueAt(kept, now);
    return kept === current && at === current.dueAt ? undefined : { ...kept, dueAt: at };
  });
}

/** Goes on until nothing is to do, or the last step has to be waited for: some providers give back in days. */
async function stepped(ports: Advancing, session: Session, last: Step | undefined): Promise<Session> {
  const step = nextStep(session);
  if (!step || isSame(step, last)) return session;
  const { payment } = step;
  const after = await (step.do === "place"
    ? placeOrder(ports, session, payment)
    : giveBack(ports, session, step));
  return stepped(ports, after, step);
}

function isSame(step: Step, last: Step | undefined): boolean {
  return step.do === last?.do && step.payment.id === last.payment.id;
}

/** Pages that were left open: what is paid there a minute later goes back at once, but nobody should be able to. */
async function closeOverdue({ tills, clock }: Advancing, session: Session): Promise<void> {
  const now = clock.now().toISOString();
  for (const payment of session.payments) {
    if (!isOpen(session, payment) || payment.expiresAt > now) continue;
    const till = await tills(session.mode, payment.method);
    await till.close({ session, payment });
  }
}

/** Says in the row that money goes back before it does: whoever finds that goes on with it. */
async function giveBack(
  ports: Advancing,
  session: Session,
  { payment, amount }: Extract<Step, { do: "refund" }>,
): Promise<Session> {
  const asked = await changeSession(ports.sessions, session.id, (current) => {
    if (purseOf(current.events, payment.id).refundAsked > 0) return undefined;
    const asking: PaymentEvent = {
      paymentId: payment.id,
      provider: payment.method,
      reference: payment.id,
      type: "refund_asked",
      amount,
      currency: payment.bill.priced.price.total.currency,
      at: ports.clock.now().toISOString(),
    };
    return { ...current, events: [...withEvents(current.events, [asking])] };
  });
  const till = await ports.tills(session.mode, payment.method);
  await till.refund({ session: asked, payment }, amount);
  return readTruth(ports, asked, payment.id);
}
