import { daysBetween } from "./calendar.ts";
import type { Able, Unable } from "./merit.ts";
import { priceOf } from "./score.ts";

/** Facilities that are named when none can. */
const namedMisses = 3;

/** Why a facility was chosen, in words that a merchant reads on the item. */
export function whyWon(best: Able, able: number, countryCode: string): string[] {
  const { distanceKm, numbers, rank } = best;
  const named = rank === "quoted" ? ["as quoted"] : rank === "pinned" ? ["pinned by a rule"] : [];
  return [
    ...named,
    distanceKm === 0 ? `prints in ${countryCode}` : `${distanceKm} km from ${countryCode}`,
    able === 1 ? "the only one that can" : `best of ${able} that can`,
    `EUR ${priceOf(numbers).toFixed(2)} with shipping`,
    `arrives ${numbers.deliverFrom} to ${numbers.deliverTo}`,
  ];
}

/** Why a facility that could have taken it was not chosen: what is worse about it, dearest first. */
export function whyLost(each: Able, best: Able): string[] {
  if (each.rank !== best.rank) return [outranked(best)];
  const worse = differences(each, best);
  return worse.length > 0 ? worse : [`as good as ${best.facility.id}, which comes first by name`];
}

/** Who came nearest to being able, and what was missing. */
export function nearestMisses(unable: readonly Unable[]): string[] {
  const named = unable
    .slice(0, namedMisses)
    .map(({ facility, obstacles }) => `${facility.id} ${obstacles.join(", ")}`);
  return ["no facility can make and ship this", ...named];
}

function outranked(best: Able): string {
  if (best.rank === "quoted") return `${best.facility.id} was quoted`;
  if (best.rank === "pinned") return `${best.facility.id} is pinned by a rule`;
  return "is given only some orders for now, and not this one";
}

function differences({ numbers, distanceKm }: Able, best: Able): string[] {
  const dearer = priceOf(numbers) - priceOf(best.numbers);
  const days = daysBetween(best.numbers.deliverTo, numbers.deliverTo);
  const km = distanceKm - best.distanceKm;
  const carbon = numbers.carbonKg - best.numbers.carbonKg;
  const { faultPercent: fault, busyPercent: busy } = numbers;
  return [
    ...(dearer >= 0.01 ? [`EUR ${dearer.toFixed(2)} dearer`] : []),
    ...(days > 0 ? [`arrives ${days} ${days === 1 ? "day" : "days"} later`] : []),
    ...(km > 0 ? [`${km} km further`] : []),
    ...(carbon >= 0.01 ? [`${carbon.toFixed(2)} kg more CO2`] : []),
    ...(fault > best.numbers.faultPercent ? [`refuses or is late with ${fault}% of its items`] : []),
    ...(busy > best.numbers.busyPercent ? [`has ${busy}% of a day's work waiting`] : []),
  ];
}
