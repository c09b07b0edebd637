import { facilities } from "../../lib/catalogue/facilities.ts";
import { products } from "../../lib/catalogue/products.ts";
import type { EnrolledFacility, Facility } from "../../lib/order/facility.ts";
import { Policy } from "../../lib/order/policy.ts";
import type { Basket, Market, Wish } from "../../lib/route/basket.ts";
import type { Load } from "../../lib/route/load.ts";
import { owner } from "../order/made.ts";

/** A facility of the catalogue, changed as wished. */
export function named(id: string, change: Partial<Facility> = {}): EnrolledFacility {
  const found = facilities.find((facility) => facility.id === id);
  if (!found) throw new Error(`no ${id}`);
  return { ...found, queueUrl: "http://127.0.0.1/1/q", ...change };
}

const live = ["utrecht", "leipzig", "leeds"].map((id) => named(id));

function product(id: string) {
  const found = products.find((each) => each.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

export function wished(productId: string, quantity = 1, change: Partial<Wish> = {}): Wish {
  const found = product(productId);
  return { place: 0, product: found, quantity, pages: found.pages.min, tried: [], ...change };
}

/** A basket for a country, on a Monday morning, changed as wished. */
export function basketOf(items: readonly Wish[], countryCode: string, change: Partial<Basket> = {}): Basket {
  return {
    items: items.map((wish, place) => ({ ...wish, place })),
    countryCode,
    level: "standard",
    at: new Date("2026-11-23T09:00:00Z"),
    merchantId: owner.merchantId,
    seed: "ord_1",
    quoted: null,
    ...change,
  };
}

type Seen = Partial<Omit<Market, "load" | "policy">> & {
  /** Items given today. */
  busy?: Readonly<Record<string, number>>;
  policy?: unknown;
};

export function marketOf({ busy = {}, policy = {}, ...seen }: Seen = {}): Market {
  const load: Load = Object.fromEntries(
    Object.entries(busy).map(([id, today]) => [id, { today, waiting: today }]),
  );
  return { facilities: live, load, quality: {}, policy: Policy.parse(policy), ...seen };
}
