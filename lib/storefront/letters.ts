import { changeSession } from "./change-session.ts";
import { composed } from "./letter-text.ts";
import type { Post, Sessions } from "./ports.ts";
import { purseOf } from "./purse.ts";
import type { Letter, Session } from "./session.ts";
import type { Settings } from "./settings-in.ts";

export interface Letters {
  readonly sessions: Sessions;
  readonly settings: Pick<Settings, "of">;
  readonly post: Post;
  /** Origin of the shopper's pages. */
  readonly site: string;
}

/** Sends what the shopper was not told yet. A letter is noted after it left: a crash in between sends it twice, never not. */
export async function writeLetters(
  { sessions, settings, post, site }: Letters,
  session: Session,
): Promise<void> {
  for (const letter of lettersFor(session)) {
    const to = recipientOf(session)?.email;
    const { from } = await settings.of(session.mode);
    if (to) await post({ from, to, ...composed(letter, session, site) });
    await changeSession(sessions, session.id, (current) =>
      current.letters.includes(letter) ? undefined : { ...current, letters: [...current.letters, letter] },
    );
  }
}

/** What is due to be told and was not. */
function lettersFor(session: Session): Letter[] {
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
