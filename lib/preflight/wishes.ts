import { type Limits, usualLimits } from "./content/budget.ts";

/** What a printer may set; the rest of a standard is fixed. */
export interface Wishes {
  readonly inkLimitPercent: number;
  readonly maxSpots: number;
  readonly limits: Limits;
}

/** Ink as ISO Coated v2 300% has it, and a press of six units: four process inks and two more. */
export const usualWishes: Wishes = { inkLimitPercent: 300, maxSpots: 2, limits: usualLimits };
