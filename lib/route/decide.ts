import type { Route } from "../order/route.ts";
import type { Basket, Market, Wish } from "./basket.ts";
import { choose, routeOf, weighed } from "./choose.ts";
import { type Able, byMerit, rankOf } from "./merit.ts";

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

function single(market: Market, basket: Basket, wish: Wish): Single {
  return { wish, able: weighed(market, { ...basket, items: [wish] }).able };
}

function alone(market: Market, basket: Basket, wish: Wish): Part {
  return { items: [wish], ...choose(market, { ...basket, items: [wish] }) };
}

function bestCover(market: Market, basket: Basket, singles: readonly Single[]): Part[] {
  const [best] = fewest(singles)
    .map((cover) => split(market, basket, { singles, cover }))
    .sort(byTotal);
  return [...(best?.parts ?? [])].sort((a, b) => firstPlace(a) - firstPlace(b));
}

function firstPlace({ items }: Part): number {
  return items[0]?.place ?? 0;
}

/** Facilities looked at for one item: those that make most of the basket, then the best. */
const maxBranches = 8;
/** Covers weighed against each other. */
const maxCovers = 200;

type Cover = readonly string[];

/** Sets of facilities that make everything, all of the smallest size there is. */
function fewest(singles: readonly Single[]): Cover[] {
  const makers = makersOf(singles);
  for (let size = 1; size <= singles.length; size++) {
    const found = covers(makers, { chosen: [], size });
    if (found.length > 0) return [...new Map(found.map((cover) => [cover.join(), cover])).values()];
  }
  return [];
}

/** Who makes each item; items that the same facilities make are one. */
function makersOf(singles: readonly Single[]): string[][] {
  const all = singles.map(({ able }) => able.map(({ facility }) => facility.id));
  const reach = (id: string) => all.filter((makers) => makers.includes(id)).length;
  const distinct = new Map(all.map((makers) => [[...makers].sort().join(), makers]));
  return [...distinct.values()]
    .map((makers) => [...makers].sort((a, b) => reach(b) - reach(a)).slice(0, maxBranches))
    .sort((a, b) => a.length - b.length);
}

function covers(makers: readonly string[][], { chosen, size }: { chosen: Cover; size: number }): Cover[] {
  const open = makers.find((ids) => !ids.some((id) => chosen.includes(id)));
  if (!open) return [chosen];
  if (chosen.length === size) return [];
  const found: Cover[] = [];
  for (const id of open) {
    if (found.length >= maxCovers) break;
    found.push(...covers(makers, { chosen: [...chosen, id].sort(), size }));
  }
  return found;
}

interface Split {
  readonly parts: readonly Part[];
  readonly ids: string;
  readonly rank: number;
  readonly score: number;
}

/** Each item goes to the facility of the cover that is best for it, and what meets there travels together. */
function split(
  market: Market,
  basket: Basket,
  { singles, cover }: { singles: readonly Single[]; cover: Cover },
): Split & { parts: Part[] } {
  const parts = cover.flatMap((id) => {
    const items = singles
      .filter(({ able }) => able.find(({ facility }) => cover.includes(facility.id))?.facility.id === id)
      .map(({ wish }) => wish);
    return items.length === 0 ? [] : [partAt(market, { ...basket, items }, { id, of: basket.items.length })];
  });
  const best = parts.flatMap((part) => part.best ?? []);
  return {
    parts,
    ids: cover.join(),
    rank: best.reduce((sum, able) => sum + rankOf(able), 0),
    score: best.reduce((sum, { score }) => sum + score, 0),
  };
}

function partAt(market: Market, basket: Basket, { id, of }: { id: string; of: number }): Part {
  const { able, unable } = weighed(market, basket);
  const best = able.find(({ facility }) => facility.id === id);
  const route = routeOf(best, { able: able.sort(byMerit), unable }, basket);
  return { items: basket.items, best, route: { ...route, reasons: [...route.reasons, splitReason(of)] } };
}

function splitReason(of: number): string {
  return `no facility can make all ${of} items: the fewest shipments that can`;
}

function byTotal(a: Split, b: Split): number {
  return a.rank - b.rank || a.score - b.score || (a.ids < b.ids ? -1 : 1);
}
