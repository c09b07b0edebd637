import { log } from "../lambda/log.ts";
import { changeSession } from "./change-session.ts";
import type { Sessions, Timed } from "./ports.ts";
import type { storefrontProblems } from "./posts.ts";
import { purseOf } from "./purse.ts";
import type { Session } from "./session.ts";

interface Noting extends Timed {
  readonly sessions: Sessions;
}

/** Notes once what no rule mends, and rings the operator's alarm by its line in the log. */
export async function noteProblems({ sessions, clock }: Noting, session: Session): Promise<Session> {
  const code = "printed_after_refund" satisfies keyof typeof storefrontProblems;
  if (!isPrintedForNothing(session) || session.problems.some((known) => known.code === code)) return session;
  const { id: sessionId, mode, merchantId, placed } = session;
  log("error", code, { sessionId, mode, merchantId, orderId: placed?.orderId });
  const problem = { code, at: clock.now().toISOString() } as const;
  return changeSession(sessions, sessionId, (current) =>
    current.problems.some((known) => known.code === code)
      ? undefined
      : { ...current, problems: [...current.problems, problem] },
  );
}

/** Its order had failed or was cancelled, then a facility that was not heard of shipped it. */
function isPrintedForNothing({ placed, events }: Session): boolean {
  if (placed?.state !== "shipped" && placed?.state !== "delivered") return false;
  return purseOf(events, placed.paymentId).refundAsked > 0;
}
