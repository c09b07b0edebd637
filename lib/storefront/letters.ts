import { randomUUID } from "node:crypto";
import { changeSession } from "./change-session.ts";
import { composed } from "./letter-text.ts";
import type { Post, Sessions, Timed } from "./ports.ts";
import { purseOf } from "./purse.ts";
import type { Letter, Session } from "./session.ts";
import type { Settings } from "./settings-in.ts";

export interface Letters extends Timed {
  readonly sessions: Sessions;
  readonly settings: Pick<Settings, "of">;
  readonly post: Post;
  /** Origin of the shopper's pages. */
  readonly site: string;
}

/** Long enough to reach the post, which gives up after ten seconds. */
const leaseMs = 45_000;

/**
 * Sends what the shopper was not told yet. Who sends one says so first, so that two workers do not both; it is noted as
 * sent after it left. A crash in between sends it once more when the lease is over: rather twice than never, for a
 * shopper who has paid and hears nothing writes to their bank. The post itself knows no repeated letter.
 */
export async function writeLetters(ports: Letters, session: Session): Promise<void> {
  for (const letter of unsentLetters(session)) {
    const by = randomUUID();
    const claimed = await claim(ports, session, { letter, by });
    if (claimed.writing[letter]?.by === by) await send(ports, claimed, letter);
  }
}

interface Lease {
  readonly letter: Letter;
  readonly by: string;
}

function claim({ sessions, clock }: Letters, { id }: Session, { letter, by }: Lease): Promise<Session> {
  const now = clock.now();
  const until = new Date(now.getTime() + leaseMs).toISOString();
  return changeSession(sessions, id, (current) => {
    const held = current.writing[letter];
    if (current.letters.includes(letter) || (held && held.until > now.toISOString())) return undefined;
    return { ...current, writing: { ...current.writing, [letter]: { by, until } } };
  });
}

async function send({ sessions, settings, post, site }: Letters, session: Session, letter: Letter) {
  const to = recipientOf(session)?.email;
  const { from } = await settings.of(session.mode);
  if (to) await post({ from, to, ...composed(letter, session, site) });
  await changeSession(sessions, session.id, (current) => {
    if (current.letters.includes(letter)) return undefined;
    const { [letter]: _, ...writing } = current.writing;
    return { ...current, letters: [...current.letters, letter], writing };
  });
}

/** What is due to be told and was not. */
export function unsentLetters(session: Session): Letter[] {
  const { placed, payments, events, letters } = session;
  const back = payments.some(({ id }) => purseOf(events, id).refunded > 0);
  const gone = placed?.state === "shipped" || placed?.state === "delivered";
  const due: Letter[] = [
    ...(placed?.orderId ? ["paid" as const] : []),
    ...(gone ? ["shipped" as const] : []),
    ...(back ? ["problem" as const] : []),
  ];
  return due.filter((letter) => !letters.includes(letter));
}

function recipientOf({ payments, placed, choice }: Session) {
  const payment = payments.find(({ id }) => id === placed?.paymentId) ?? payments.at(-1);
  return payment?.bill.choice.recipient ?? choice.recipient;
}
