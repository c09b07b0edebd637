import { capabilityOf } from "../catalogue/capability.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import type { RoutingRule } from "../order/policy.ts";
import { rateOf } from "../price/shipping-price.ts";
import type { Basket, Market, Wish } from "./basket.ts";

/** Why a facility cannot take the basket at all; empty when it can. */
export function obstacles(market: Market, basket: Basket, facility: EnrolledFacility): string[] {
  const { countryCode } = basket;
  const busy = market.load[facility.id]?.today ?? 0;
  const ships = facility.shipsTo.includes("*") || facility.shipsTo.includes(countryCode);
  return [
    ...(facility.open ? [] : ["is closed"]),
    ...(isExcluded(market, basket, facility) ? ["is excluded by a rule"] : []),
    ...(basket.items.some(({ tried }) => tried.includes(facility.id)) ? ["refused it before"] : []),
    ...(ships ? unlevelled(facility, basket) : [`does not ship to ${countryCode}`]),
    ...(busy < facility.capacityPerDay ? [] : [`is full: ${busy} of ${facility.capacityPerDay} a day`]),
    ...new Set(basket.items.flatMap((wish) => incapable(facility, wish))),
    ...unpriced(market, basket, facility),
  ];
}

/** Does a rule of that kind name this facility for this basket: a pin means all of it, an exclusion any of it. */
export function isRuled(
  { policy }: Market,
  basket: Basket,
  { kind, facilityId }: Pick<RoutingRule, "kind" | "facilityId">,
): boolean {
  const families = basket.items.map(({ product }) => product.family);
  return policy.rules.some((rule) => {
    const { family } = rule;
    const isMeant = (each: string) => family === undefined || each === family;
    return (
      rule.kind === kind &&
      rule.facilityId === facilityId &&
      (rule.merchantId ?? basket.merchantId) === basket.merchantId &&
      (rule.countryCode ?? basket.countryCode) === basket.countryCode &&
      (kind === "pin" ? families.every(isMeant) : families.some(isMeant))
    );
  });
}

function isExcluded(market: Market, basket: Basket, { id: facilityId }: EnrolledFacility): boolean {
  return isRuled(market, basket, { kind: "exclude", facilityId });
}

function unlevelled(facility: EnrolledFacility, basket: Basket): string[] {
  return rateOf(facility, basket) ? [] : [`does not ship ${basket.level} to ${basket.countryCode}`];
}

function incapable(facility: EnrolledFacility, { product, quantity }: Wish): string[] {
  const capability = capabilityOf(facility, product);
  if (!capability) return [`does not make ${product.family} on ${product.paper.name}`];
  if (quantity <= capability.maxQuantity) return [];
  return [`makes at most ${capability.maxQuantity} of ${product.family}, ${quantity} wanted`];
}

function unpriced({ policy }: Market, { items }: Basket, facility: EnrolledFacility): string[] {
  const { prices, currency } = facility;
  const families = new Set(items.map(({ product }) => product.family));
  const missing = [...families].filter((family) => prices && !prices.some((row) => row.family === family));
  return [
    ...missing.map((family) => `has no price for ${family}`),
    ...(policy.rates[currency] === undefined ? [`asks in ${currency}, which has no rate`] : []),
  ];
}
