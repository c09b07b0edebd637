import type { EnrolledFacility } from "../order/facility.ts";
import type { CandidateNumbers } from "../order/route.ts";
import type { Offer } from "./offer.ts";

/** Who goes before whom whatever the score: quoted, pinned, anybody, and whom a ramp holds back from this one. */
const ranks = ["quoted", "pinned", "any", "held_back"] as const;
export type Rank = (typeof ranks)[number];

/** A facility that can take the basket, with all it would take and give. */
export interface Able {
  readonly facility: EnrolledFacility;
  readonly rank: Rank;
  readonly distanceKm: number;
  readonly offer: Offer;
  readonly numbers: CandidateNumbers;
  readonly score: number;
}

/** A facility that cannot, and all that is in its way. */
export interface Unable {
  readonly facility: EnrolledFacility;
  readonly distanceKm: number;
  readonly obstacles: readonly string[];
}

/** Best first. Equal scores go by id, so that the choice never depends on the order of rows. */
export function byMerit(a: Able, b: Able): number {
  return rankOf(a) - rankOf(b) || a.score - b.score || byId(a, b);
}

/** Nearest to being able first. */
export function byMiss(a: Unable, b: Unable): number {
  return a.obstacles.length - b.obstacles.length || a.distanceKm - b.distanceKm || byId(a, b);
}

/** How far down the ranks: a sum of them compares several together. */
export function rankOf({ rank }: Able): number {
  return ranks.indexOf(rank);
}

function byId(a: { facility: EnrolledFacility }, b: { facility: EnrolledFacility }): number {
  return a.facility.id < b.facility.id ? -1 : 1;
}
