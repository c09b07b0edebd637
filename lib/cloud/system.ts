import { ulid } from "ulid";
import type { Clock, Ids } from "../order/ports.ts";

export const systemClock: Clock = { now: () => new Date() };

export const systemIds: Ids = { next: (prefix) => `${prefix}_${ulid()}` };
