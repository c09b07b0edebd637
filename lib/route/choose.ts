import { capabilityOf } from "../catalogue/capability.ts";
import { countryCentre } from "../order/countries.ts";
import type { EnrolledFacility, Facility } from "../order/facility.ts";
import type { Product } from "../order/product.ts";
import type { Candidate, Route } from "../order/route.ts";
import { distanceKm } from "./distance.ts";

/** What is to be made, and where it goes. */
export interface Wish {
  readonly items: readonly { readonly product: Product; readonly quantity: number }[];
  readonly countryCode: string;
}

/** How many items each facility has in work today, by facility id. */
export type Load = Readonly<Record<string, number>>;

/** Kilometres that a full day's load is worth: a busy near facility loses to an idle one within this. */
const fullLoadKm = 1500;

/** Chooses the facility for a basket: who can make all of it and ships there; of those the nearest that is not busy. */
export function choose(facilities: readonly EnrolledFacility[], wish: Wish, load: Load = {}): Route {
  const weighed = facilities.map((facility) => weigh(facility, wish, load[facility.id] ?? 0));
  const able = weighed.filter(({ reasons }) => reasons.length === 0).sort(byScore);
  const [best] = able;
  return {
    facilityId: best?.facilityId ?? null,
    reasons: best ? winning(best, able.length, wish) : ["no facility can make and ship this"],
    candidates: weighed.sort(byScore).map((candidate) => judged(candidate, best)),
  };
}

function weigh(facility: EnrolledFacility, wish: Wish, busy: number): Candidate {
  const distance = distanceKm(facility.location, countryCentre(wish.countryCode) ?? facility.location);
  const full = Math.min(1, busy / facility.capacityPerDay);
  return {
    facilityId: facility.id,
    countryCode: facility.countryCode,
    distanceKm: Math.round(facility.countryCode === wish.countryCode ? 0 : distance),
    score: Math.round((facility.countryCode === wish.countryCode ? 0 : distance) + full * fullLoadKm),
    chosen: false,
    reasons: obstacles(facility, wish, busy),
  };
}

/** Why a facility cannot take the basket at all; empty when it can. */
function obstacles(facility: Facility, { items, countryCode }: Wish, busy: number): string[] {
  const ships = facility.shipsTo.includes("*") || facility.shipsTo.includes(countryCode);
  return [
    ...(facility.open ? [] : ["is closed"]),
    ...(ships ? [] : [`does not ship to ${countryCode}`]),
    ...(busy < facility.capacityPerDay ? [] : [`is full: ${busy} of ${facility.capacityPerDay} a day`]),
    ...items.flatMap(({ product, quantity }) => incapable(facility, product, quantity)),
  ];
}

function incapable(facility: Facility, product: Product, quantity: number): string[] {
  const capability = capabilityOf(facility, product);
  if (!capability) return [`does not make ${product.family} on ${product.paper.name}`];
  if (quantity <= capability.maxQuantity) return [];
  return [`makes at most ${capability.maxQuantity} of ${product.family}, ${quantity} wanted`];
}

function winning(best: Candidate, able: number, { countryCode }: Wish): string[] {
  const near =
    best.distanceKm === 0 ? `prints in ${countryCode}` : `${best.distanceKm} km from ${countryCode}`;
  return [near, able === 1 ? "the only one that can" : `best of ${able} that can`];
}

function judged(candidate: Candidate, best: Candidate | undefined): Candidate {
  if (candidate.facilityId === best?.facilityId) return { ...candidate, chosen: true };
  if (candidate.reasons.length > 0 || !best) return candidate;
  return { ...candidate, reasons: [`score ${candidate.score} against ${best.score} of ${best.facilityId}`] };
}

/** Lower is better; equal scores go by id so that the choice never depends on the order of rows. */
function byScore(a: Candidate, b: Candidate): number {
  return a.score - b.score || (a.facilityId < b.facilityId ? -1 : 1);
}
