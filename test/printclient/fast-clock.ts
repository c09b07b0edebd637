import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../lib/printclient/clock.ts";

/** A clock on which ten hours pass in two seconds; `real` says when one of its moments is by the wall. */
export function fastClock(times = 20_000): Clock & { virtual(real: Date): Date } {
  const startMs = Date.now();
  const virtual = (real: Date) => new Date(startMs + (real.getTime() - startMs) * times);
  return {
    virtual,
    now: () => virtual(new Date()),
    sleep: (seconds, signal) => sleep((seconds * 1000) / times, undefined, { signal }),
  };
}
