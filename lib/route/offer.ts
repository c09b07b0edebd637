import { paperOf } from "../catalogue/capability.ts";
import { countryCentre } from "../order/countries.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import { minorOf, moneyOf, portion } from "../order/money.ts";
import type { CandidateNumbers } from "../order/route.ts";
import { weightGrams } from "../paper/weight.ts";
import { toEuro } from "../price/exchange.ts";
import { askedFor } from "../price/product-price.ts";
import { askedForShipping, rateOf } from "../price/shipping-price.ts";
import type { Basket, Market, Wish } from "./basket.ts";
import { distanceKm } from "./distance.ts";
import { type Promised, promise } from "./promise.ts";

/** What a facility that can take a basket would make of it. Micros are millionths of EUR, net, as the merchant pays. */
export interface Offer {
  readonly items: readonly { readonly place: number; readonly micros: number }[];
  readonly shippingMicros: number;
  readonly weightGrams: number;
  readonly promised: Promised;
  readonly carbonKg: number;
  /** Of a day's work, the share that waits already. */
  readonly busy: number;
  /** Share of its items that it refused or shipped late. */
  readonly fault: number;
}

/** The offer of a facility without obstacles. */
export function offerOf(market: Market, basket: Basket, facility: EnrolledFacility): Offer {
  const rate = rateOf(facility, basket);
  if (!rate) throw new Error(`${facility.id} has no rate and is asked`);
  const grams = Math.max(1, Math.ceil(gramsOf(facility, basket)));
  const busy = (market.load[facility.id]?.waiting ?? 0) / facility.capacityPerDay;
  const { at } = basket;
  return {
    items: basket.items.map((wish) => ({ place: wish.place, micros: priceOf(market, facility, wish) })),
    shippingMicros: inEuro(market, facility, askedForShipping(rate, grams)),
    weightGrams: grams,
    promised: promise(facility, { at, queueDays: Math.floor(busy), transit: rate.days }),
    carbonKg: carbonOf(facility, kmTo(facility, basket.countryCode), grams / 1000),
    busy,
    fault: faultOf(market, facility.id),
  };
}

/** Kilometres to the country; within a country all are as near. */
export function kmTo({ countryCode, location }: EnrolledFacility, destination: string): number {
  if (countryCode === destination) return 0;
  return Math.round(distanceKm(location, countryCentre(destination) ?? location));
}

/** The offer as routes show it. */
export function numbersOf(offer: Offer): CandidateNumbers {
  const { promised, carbonKg, busy, fault } = offer;
  return {
    products: euro(offer.items.reduce((sum, { micros }) => sum + micros, 0)),
    shipping: euro(offer.shippingMicros),
    weightGrams: offer.weightGrams,
    shipBy: promised.shipBy.toISOString(),
    deliverFrom: promised.deliverFrom,
    deliverTo: promised.deliverTo,
    carbonKg: Math.round(carbonKg * 1000) / 1000,
    busyPercent: Math.round(busy * 1000) / 10,
    faultPercent: Math.round(fault * 1000) / 10,
  };
}

function priceOf(market: Market, facility: EnrolledFacility, wish: Wish): number {
  const asked = askedFor(facility, wish);
  if (asked === undefined) throw new Error(`${facility.id} has no price and is asked`);
  const marginBasisPoints = Math.round(market.policy.marginPercent * 100);
  return portion(inEuro(market, facility, asked), 10_000 + marginBasisPoints, 10_000);
}

function inEuro({ policy }: Market, { id, currency }: EnrolledFacility, micros: number): number {
  const found = toEuro(micros, currency, policy.rates);
  if (found === undefined) throw new Error(`${id} asks in ${currency} and is asked`);
  return found;
}

function gramsOf(facility: EnrolledFacility, { items }: Basket): number {
  return items.reduce((sum, { product, pages, quantity }) => {
    const { gsm } = paperOf(facility, product);
    return sum + quantity * weightGrams({ ...product, pages, gsm });
  }, 0);
}

/** Kilograms of CO2 for carrying one kilogram one kilometre, by lorry and by air, as freight is usually reckoned. */
const byRoad = 0.0001;
const byAir = 0.0006;
const furthestByRoadKm = 2500;

function carbonOf({ carbonPerKg }: EnrolledFacility, km: number, kg: number): number {
  return kg * (carbonPerKg + km * (km > furthestByRoadKm ? byAir : byRoad));
}

/** A new facility is believed to have done so many items well: one refusal says little yet. */
const credit = 20;

function faultOf({ quality }: Market, facilityId: string): number {
  const { shipped = 0, refused = 0, late = 0 } = quality[facilityId] ?? {};
  return (refused + late) / (shipped + refused + credit);
}

function euro(micros: number) {
  return moneyOf(minorOf(micros, "EUR"), "EUR");
}
