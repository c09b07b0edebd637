import type { Mode } from "../order/ids.ts";
import type { SessionId } from "./ids.ts";
import type { Bell, Sessions, Tills, Timed } from "./ports.ts";
import { purseOf } from "./purse.ts";
import { readTruth } from "./read-truth.ts";
import type { Session } from "./session.ts";

interface ReconcilePorts extends Timed {
  readonly sessions: Sessions;
  readonly tills: Tills;
  readonly bell: Bell;
}

/** Days back that payments are compared again; providers settle disputes about lost calls in hours. */
const days = 3;
const dayMs = 86_400_000;

/**
 * Compares every payment of the last days with its provider's word, whatever the rows say: what differs is taken over
 * and acted on. Throws when there was a difference, after all are mended, so that somebody hears of it.
 */
export async function reconcile(ports: ReconcilePorts, mode: Mode): Promise<number> {
  const now = ports.clock.now().getTime();
  const past = Array.from({ length: days + 1 }, (_, back) => new Date(now - back * dayMs));
  const ids = (await Promise.all(past.map((day) => ports.sessions.paidOn(mode, day)))).flat();
  let differing = 0;
  for (const id of new Set(ids)) if (await differed(ports, id)) differing++;
  if (differing > 0)
    throw new Error(`${differing} sessions differed from their provider; they are mended now`);
  return ids.length;
}

async function differed(ports: ReconcilePorts, id: SessionId): Promise<boolean> {
  const before = await ports.sessions.load(id);
  if (!before) return false;
  let after = before;
  for (const { id: paymentId, reference } of before.payments)
    if (reference !== null) after = await readTruth(ports, after, paymentId);
  if (movedIn(after) === movedIn(before)) return false;
  await ports.bell.ring({ kind: "settle", sessionId: id });
  return true;
}

function movedIn({ payments, events }: Session): string {
  const purses = payments.map(({ id }) => purseOf(events, id));
  return JSON.stringify(purses.map(({ charged, refunded }) => ({ charged, refunded })));
}
