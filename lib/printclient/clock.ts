import { setTimeout as sleep } from "node:timers/promises";

/** The time, and waiting for it; a test brings one that runs faster. */
export interface Clock {
  now(): Date;
  /** Rejects at once when the signal aborts. */
  sleep(seconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (seconds, signal) => sleep(seconds * 1000, undefined, { signal }),
};
