import * as z from "zod";
import { FacilityId } from "./ids.ts";
import { CountryCode } from "./recipient.ts";

/** One facility as the router saw it: its numbers, and why it lost (empty for the winner). */
export const Candidate = z.strictObject({
  facilityId: FacilityId,
  countryCode: CountryCode,
  distanceKm: z.number().nonnegative(),
  score: z.number(),
  chosen: z.boolean(),
  reasons: z.array(z.string()),
});
export type Candidate = z.infer<typeof Candidate>;

/** A routing decision with everything it was made from. */
export const Route = z.strictObject({
  facilityId: FacilityId.nullable(),
  reasons: z.array(z.string()),
  candidates: z.array(Candidate),
});
export type Route = z.infer<typeof Route>;
