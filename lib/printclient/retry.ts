import type { Clock } from "./clock.ts";
import { type Log, reasonOf } from "./log.ts";

export interface Persistence {
  /** Ends the trying: the promise then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly clock: Clock;
  /** Said in the log, e.g. `claim`. */
  readonly what: string;
  /** Errors that trying again cannot mend are thrown at once. */
  readonly isFinal?: (error: unknown) => boolean;
  /** After so many failures the last one is thrown; for ever when absent. */
  readonly tries?: number;
}

/** Some four minutes: then a ticket gives its place to others and comes back later. */
export const patientTries = 12;

const firstWaitSeconds = 0.25;
const longestWaitSeconds = 30;
const doublings = 10;

/** Tries until it works, waiting longer each time with full jitter, 30 s at most. */
export async function persist<T>(work: () => Promise<T>, how: Persistence): Promise<T> {
  for (let failures = 0; ; failures++) {
    how.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      how.signal.throwIfAborted();
      if (failures + 1 === how.tries || how.isFinal?.(error)) throw error;
      how.log({ event: "retrying", level: "warn", what: how.what, reason: reasonOf(error) });
      await how.clock.sleep(waitSeconds(failures), how.signal);
    }
  }
}

function waitSeconds(failures: number): number {
  const longest = Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** Math.min(failures, doublings));
  // Never zero: a client that hammers a broken endpoint helps nobody.
  return longest * (0.2 + 0.8 * Math.random());
}
