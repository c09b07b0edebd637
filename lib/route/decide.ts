import type { Route } from "../order/route.ts";
import type { Basket, Market, Wish } from "./basket.ts";
import { choose, routeOf, weigh, weighed } from "./choose.ts";
import { type Cover, fewestCovers } from "./covers.ts";
import { type Able, rankOf } from "./merit.ts";

/** What travels together, or, without a `best`, an item that nobody can take; with its decision. */
export interface Part {
  readonly items: readonly Wish[];
  readonly best: Able | undefined;
  readonly route: Route;
}

/** One facility for the whole basket if one can take it; else as few shipments as will do, the cheapest of those. */
export function decide(market: Market, basket: Basket): Part[] {
  const whole = choose(market, basket);
  const { items } = basket;
  if (whole.best || items.length === 1) return [{ items, ...whole }];
  const singles = items.map((wish) => single(market, basket, wish));
  const impossible = singles.filter(({ able }) => able.length === 0);
  const possible = singles.filter(({ able }) => able.length > 0);
  const covered = bestCover(market, basket, possible);
  return [...covered, ...impossible.map(({ wish }) => alone(market, basket, wish))];
}

/** An item with everybody who could take it alone, best first. */
interface Single {
  readonly wish: Wish;
  readonly able: readonly Able[];
}

function makersOf({ able }: Single): string[] {
  return able.map(({ facility }) => facility.id);
}

function single(market: Market, basket: Basket, wish: Wish): Single {
  return { wish, able: weighed(market, { ...basket, items: [wish] }).able };
}

function alone(market: Market, basket: Basket, wish: Wish): Part {
  return { items: [wish], ...choose(market, { ...basket, items: [wish] }) };
}

function bestCover(market: Market, basket: Basket, singles: readonly Single[]): Part[] {
  const [best] = fewestCovers(singles.map(makersOf))
    .map((cover) => split(market, basket, { singles, cover }))
    .sort(byTotal);
  const parts = best?.shares.map((share) => partOf(market, basket, share)) ?? [];
  return parts.sort((a, b) => firstPlace(a) - firstPlace(b));
}

function firstPlace({ items }: Part): number {
  return items[0]?.place ?? 0;
}

/** What one facility of a cover would make. */
interface Share {
  readonly items: readonly Wish[];
  readonly able: Able;
}

interface Split {
  readonly shares: readonly Share[];
  readonly ids: string;
  readonly rank: number;
  readonly score: number;
}

/** Each item goes to the facility of the cover that is best for it, and what meets there travels together. */
function split(
  market: Market,
  basket: Basket,
  { singles, cover }: { singles: readonly Single[]; cover: Cover },
): Split {
  const taken = singles.flatMap(({ wish, able }) => {
    const best = able.find(({ facility }) => cover.includes(facility.id));
    return best ? [{ wish, facility: best.facility }] : [];
  });
  const shares = [...new Set(taken.map(({ facility }) => facility))].map((facility) => {
    const items = taken.filter((each) => each.facility === facility).map(({ wish }) => wish);
    return { items, able: weigh(market, { ...basket, items }, facility) };
  });
  return {
    shares,
    ids: cover.join(),
    rank: shares.reduce((sum, { able }) => sum + rankOf(able), 0),
    score: shares.reduce((sum, { able }) => sum + able.score, 0),
  };
}

function partOf(market: Market, basket: Basket, { items, able: { facility } }: Share): Part {
  const part = { ...basket, items };
  const { able, unable } = weighed(market, part);
  const best = able.find((each) => each.facility.id === facility.id);
  const route = routeOf(best, { able, unable }, part);
  return { items, best, route: { ...route, reasons: [...route.reasons, splitReason(basket.items.length)] } };
}

function splitReason(of: number): string {
  return `no facility can make all ${of} items: the fewest shipments that can`;
}

function byTotal(a: Split, b: Split): number {
  return a.rank - b.rank || a.score - b.score || (a.ids < b.ids ? -1 : 1);
}
