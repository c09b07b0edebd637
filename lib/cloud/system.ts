import { ulid } from "ulid";
import type { Clock, Ids } from "../order/ports.ts";

export const systemClock: Clock = { now: () => new Date() };

export const systemIds: Ids = { next: (prefix) => `${prefix}_${ulid()}` };

/** A clock that stands at the time an event brought. */
export function clockAt(now: Date): Clock {
  return { now: () => now };
}
