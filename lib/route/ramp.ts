import { createHash } from "node:crypto";
import type { Policy } from "../order/policy.ts";

/** Is the facility given this basket: always, unless it is ramped and the seed falls outside its share. */
export function isRampedIn({ ramps }: Policy, facilityId: string, seed: string): boolean {
  const ramp = ramps.find((each) => each.facilityId === facilityId);
  return ramp === undefined || shareOf(`${facilityId}/${seed}`) < ramp.percent;
}

/** A percentage that is always the same for the same text, and spread evenly over texts. */
function shareOf(text: string): number {
  return (createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32) * 100;
}
