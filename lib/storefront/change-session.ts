import { Rejected, Unavailable } from "../order/errors.ts";
import type { SessionId } from "./ids.ts";
import type { Sessions } from "./ports.ts";
import type { Session } from "./session.ts";

/** Most lost races before somebody is told to come again. */
const maxAttempts = 20;

/** Answers undefined when there is nothing to do. */
type Decide = (session: Session) => Session | undefined;

/** Loads the session, applies `decide` and stores the result if nobody was first, else again. */
export async function changeSession(sessions: Sessions, id: SessionId, decide: Decide): Promise<Session> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const before = await found(sessions, id);
    const decided = decide(before);
    if (!decided || decided === before) return before;
    const after = { ...decided, version: before.version + 1 };
    if (await sessions.save(after)) return after;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** attempt)));
  }
  throw new Unavailable(`session was changed by others ${maxAttempts} times in a row`);
}

/** The session; Rejected `not_found` without one. */
export async function found(sessions: Sessions, id: SessionId): Promise<Session> {
  const session = await sessions.load(id);
  if (!session) throw new Rejected("not_found", "There is no such session.");
  return session;
}
