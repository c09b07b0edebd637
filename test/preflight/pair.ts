import type { Wishes } from "../../lib/preflight/wishes.ts";
import type { Kit } from "./kit.ts";

type Touch = (kit: Kit) => unknown;

/** One violation and its twin that comes as near as the rule allows. */
export interface Pair {
  readonly code: string;
  readonly plant: Touch;
  readonly twin: Touch;
  readonly wishes?: Partial<Wishes>;
}

export function pair(code: string, plant: Touch, twin: Touch): Pair {
  return { code, plant, twin };
}
