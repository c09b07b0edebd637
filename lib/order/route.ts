import * as z from "zod";
import { FacilityId, Instant } from "./ids.ts";
import { Money } from "./money.ts";
import { CountryCode } from "./recipient.ts";

/** What a facility would take for the basket, and when it would arrive. Money is net, as the merchant pays it. */
export const CandidateNumbers = z.strictObject({
  products: Money,
  shipping: Money,
  weightGrams: z.int().positive(),
  shipBy: Instant,
  deliverFrom: z.iso.date(),
  deliverTo: z.iso.date(),
  carbonKg: z.number().nonnegative(),
  /** Of a day's work, what is taken already. */
  busyPercent: z.number().nonnegative(),
  /** Items refused or shipped late, of a hundred. */
  faultPercent: z.number().nonnegative(),
});
export type CandidateNumbers = z.infer<typeof CandidateNumbers>;

/** One facility as the router saw it: its numbers, and why it lost (empty for the winner). */
export const Candidate = z.strictObject({
  facilityId: FacilityId,
  countryCode: CountryCode,
  distanceKm: z.number().nonnegative(),
  /** What all of its numbers are worth together, in EUR: the lowest wins. Null for who cannot. */
  score: z.number().nullable(),
  chosen: z.boolean(),
  reasons: z.array(z.string()),
  /** Null for who cannot make or ship it at all. */
  numbers: CandidateNumbers.nullable().default(null),
});
export type Candidate = z.infer<typeof Candidate>;

/** A routing decision with everything it was made from. */
export const Route = z.strictObject({
  facilityId: FacilityId.nullable(),
  reasons: z.array(z.string()),
  candidates: z.array(Candidate),
});
export type Route = z.infer<typeof Route>;
