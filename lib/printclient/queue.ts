import type { Clock } from "./clock.ts";
import { type Log, reasonOf } from "./log.ts";
import type { Mail, Received } from "./mail.ts";
import { persist } from "./retry.ts";

/** One message of the facility's queue: kept from others while it is worked on, back in a minute after a crash. */
export interface Ring {
  readonly text: string;
  delete(): Promise<void>;
  /** Lets another client of the facility have it: at once, or later each time it comes back. */
  giveBack(): Promise<void>;
}

export interface QueueTools {
  readonly mail: Mail;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

const visibilitySeconds = 60;
const extensionSeconds = 20;

/** Takes at most `atMost` messages, waiting up to `waitSeconds` (20 at most) for the first. */
export async function receive(
  wish: { atMost: number; waitSeconds: number },
  tools: QueueTools,
): Promise<Ring[]> {
  const ask = () => tools.mail.receive({ ...wish, seconds: visibilitySeconds }, tools.signal);
  const received = await persist(ask, { ...tools, what: "queue" });
  return received.map((message) => ringOf(message, tools));
}

function ringOf({ text, receipt, times }: Received, { mail, clock, log }: QueueTools): Ring {
  const working = new AbortController();
  const extend = async () => {
    for (;;) {
      await clock.sleep(extensionSeconds, working.signal);
      await mail.hold(receipt, visibilitySeconds).catch(() => {}); // the next one may work, and a lost ring rings again
    }
  };
  extend().catch(() => {}); // ends when the message is answered
  // Not tried for long: an undeleted message rings again, and the journal knows what was done about it.
  const answer = async (what: string, call: () => Promise<void>) => {
    working.abort();
    await call().catch((error: unknown) =>
      log({ event: `${what}_failed`, level: "warn", reason: reasonOf(error) }),
    );
  };
  return {
    text,
    delete: () => answer("delete", () => mail.remove(receipt)),
    giveBack: () => answer("give_back", () => mail.hold(receipt, restSeconds(times))),
  };
}

/** 0, 15, 30, 60 ... 600 s: five tries last four minutes, so a restart does not send a message to the dead letters. */
function restSeconds(times: number): number {
  return times <= 1 ? 0 : Math.min(600, 15 * 2 ** (times - 2));
}
