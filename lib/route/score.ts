import type { Weights } from "../order/policy.ts";
import type { CandidateNumbers } from "../order/route.ts";
import { daysBetween } from "./calendar.ts";

/** What is compared, as routes show it: what is not shown does not count. */
export interface Scored {
  readonly numbers: CandidateNumbers;
  readonly distanceKm: number;
  readonly at: Date;
}

/** All numbers in EUR, to the cent: the lowest wins, and each better number makes it lower. */
export function scoreOf({ numbers, distanceKm, at }: Scored, weights: Weights): number {
  const days = daysBetween(at.toISOString().slice(0, 10), numbers.deliverTo);
  const sum =
    weights.price * priceOf(numbers) +
    weights.day * days +
    weights.km * distanceKm +
    weights.carbonKg * numbers.carbonKg +
    (weights.fault * numbers.faultPercent) / 100 +
    (weights.load * numbers.busyPercent) / 100;
  return Math.round(sum * 100) / 100;
}

/** What the merchant pays for it in EUR, net. */
export function priceOf({ products, shipping }: CandidateNumbers): number {
  return (Math.round(Number(products.amount) * 100) + Math.round(Number(shipping.amount) * 100)) / 100;
}
