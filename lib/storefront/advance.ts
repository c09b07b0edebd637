import type { Owner } from "../order/ports.ts";
import { changeSession, found } from "./change-session.ts";
import { dueAt } from "./due.ts";
import { followOrder } from "./follow-order.ts";
import type { SessionId } from "./ids.ts";
import { type Letters, writeLetters } from "./letters.ts";
import { nextStep, type Step } from "./next-step.ts";
import { type Placing, placeOrder } from "./place-order.ts";
import type { Platform, Sessions, Tills, Timed } from "./ports.ts";
import { purseOf, withEvents } from "./purse.ts";
import { readTruth } from "./read-truth.ts";
import type { Session } from "./session.ts";

export interface Advancing extends Placing, Letters, Timed {
  readonly sessions: Sessions;
  readonly tills: Tills;
  readonly platform: Platform;
}

/** Steps of one run: a placed order and the return of every other payment are not more. */
const maxSteps = 60;

/**
 * Brings a session up to date with the world: reads what providers say of its payments and what the platform says of
 * its order, and does what follows. May run at any time, twice, and be cut off anywhere.
 */
export async function advance(ports: Advancing, id: SessionId): Promise<Session> {
  let session = await readTruth(ports, await found(ports.sessions, id));
  session = await followOrder(ports, session);
  for (let steps = 0; steps < maxSteps; steps++) {
    const step = nextStep(session);
    if (!step) break;
    session = await (step.do === "place"
      ? placeOrder(ports, session, step.payment)
      : giveBack(ports, session, step));
  }
  await writeLetters(ports, session);
  const now = ports.clock.now();
  return changeSession(ports.sessions, id, (current) => {
    const at = dueAt(current, now);
    return at === current.dueAt ? undefined : { ...current, dueAt: at };
  });
}

/** Says in the row that money goes back before it does: whoever finds that goes on with it. */
async function giveBack(
  ports: Advancing,
  session: Session,
  { payment, amount }: Extract<Step, { do: "refund" }>,
): Promise<Session> {
  const asked = await changeSession(ports.sessions, session.id, (current) => {
    if (purseOf(current.events, payment.id).refundAsked > 0) return undefined;
    return {
      ...current,
      events: [
        ...withEvents(current.events, [
          {
            paymentId: payment.id,
            provider: payment.method,
            reference: payment.id,
            type: "refund_asked",
            amount,
            currency: payment.bill.priced.price.total.currency,
            at: ports.clock.now().toISOString(),
          },
        ]),
      ],
    };
  });
  const till = await ports.tills(session.mode, payment.method);
  await till.refund({ session: asked, payment }, amount);
  return readTruth(ports, asked, payment.id);
}

/** On whose behalf the storefront acts for a session. */
export function ownerOf({ mode, merchantId }: Session): Owner {
  return { mode, merchantId };
}
