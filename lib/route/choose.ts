import type { EnrolledFacility } from "../order/facility.ts";
import type { Candidate, Route } from "../order/route.ts";
import type { Basket, Market } from "./basket.ts";
import { type Able, byMerit, byMiss, type Rank, type Unable } from "./merit.ts";
import { isRuled, obstacles } from "./obstacles.ts";
import { kmTo, numbersOf, offerOf } from "./offer.ts";
import { isRampedIn } from "./ramp.ts";
import { nearestMisses, whyLost, whyWon } from "./reasons.ts";
import { scoreOf } from "./score.ts";

/** The best facility for a whole basket, with the decision as it is stored; undefined where none can take it. */
export interface Choice {
  readonly best: Able | undefined;
  readonly route: Route;
}

/** Chooses the facility for a basket: of those that can make and ship all of it, the one with the lowest score. */
export function choose(market: Market, basket: Basket): Choice {
  const { able, unable } = weighed(market, basket);
  const [best] = able;
  return { best, route: routeOf(best, { able, unable }, basket) };
}

/** Every facility, able ones best first, others nearest to being able first. */
export function weighed(market: Market, basket: Basket): { able: Able[]; unable: Unable[] } {
  const able: Able[] = [];
  const unable: Unable[] = [];
  for (const facility of market.facilities) {
    const distanceKm = kmTo(facility, basket.countryCode);
    const found = obstacles(market, basket, facility);
    if (found.length > 0) unable.push({ facility, distanceKm, obstacles: found });
    else able.push(weigh(market, basket, facility));
  }
  return { able: able.sort(byMerit), unable: unable.sort(byMiss) };
}

/** The decision for a facility that was chosen, by score or because it takes what others cannot. */
export function routeOf(
  best: Able | undefined,
  { able, unable }: { able: readonly Able[]; unable: readonly Unable[] },
  basket: Basket,
): Route {
  return {
    facilityId: best?.facility.id ?? null,
    reasons: best ? whyWon(best, able.length, basket.countryCode) : nearestMisses(unable),
    candidates: [
      ...able.map((each) => candidateOf(each, best)),
      ...unable.map(({ facility, distanceKm, obstacles: reasons }) => ({
        ...{ facilityId: facility.id, countryCode: facility.countryCode, distanceKm, score: null },
        ...{ chosen: false, reasons: [...reasons], numbers: null },
      })),
    ],
  };
}

/** A facility without obstacles, with all that it would take and give. */
export function weigh(market: Market, basket: Basket, facility: EnrolledFacility): Able {
  const offer = offerOf(market, basket, facility);
  const numbers = numbersOf(offer);
  const distanceKm = kmTo(facility, basket.countryCode);
  const rank = rankOf(market, basket, facility);
  const score = scoreOf({ numbers, distanceKm, at: basket.at }, market.policy.weights);
  return { facility, rank, distanceKm, offer, numbers, score };
}

function rankOf(market: Market, basket: Basket, { id: facilityId }: EnrolledFacility): Rank {
  if (facilityId === basket.quoted) return "quoted";
  if (isRuled(market, basket, { kind: "pin", facilityId })) return "pinned";
  return isRampedIn(market.policy, facilityId, basket.seed) ? "any" : "held_back";
}

function candidateOf(each: Able, best: Able | undefined): Candidate {
  const { facility, distanceKm, score, numbers } = each;
  const chosen = facility.id === best?.facility.id;
  const reasons = chosen || !best ? [] : whyLost(each, best);
  return {
    facilityId: facility.id,
    countryCode: facility.countryCode,
    distanceKm,
    score,
    chosen,
    reasons,
    numbers,
  };
}
