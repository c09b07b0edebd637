import fc from "fast-check";
import { expect, test } from "vitest";
import { capabilityOf } from "../../lib/catalogue/capability.ts";
import { facilities } from "../../lib/catalogue/facilities.ts";
import { products } from "../../lib/catalogue/products.ts";
import type { EnrolledFacility } from "../../lib/order/facility.ts";
import { Route } from "../../lib/order/route.ts";
import type { Basket, Market } from "../../lib/route/basket.ts";
import { choose } from "../../lib/route/choose.ts";
import { distanceKm } from "../../lib/route/distance.ts";
import { owner } from "../order/made.ts";
import { basketOf, marketOf, named, wished } from "./asked.ts";

const books = wished("softcover-a5", 10);
const canvas = wished("canvas-200x200");

function reasonsOf({ candidates }: Route, id: string): readonly string[] {
  return candidates.find(({ facilityId }) => facilityId === id)?.reasons ?? [];
}

function chosen(market: Market, basket: Basket): string | null {
  return choose(market, basket).route.facilityId;
}

test("the facility in the recipient's country wins and says so; who loses is told by how much", () => {
  const { route } = choose(marketOf(), basketOf([books], "DE"));
  expect(route.facilityId).toBe("leipzig");
  expect(route.reasons).toEqual([
    "prints in DE",
    "best of 2 that can",
    "EUR 37.06 with shipping",
    "arrives 2026-11-27 to 2026-11-30",
  ]);
  expect(reasonsOf(route, "utrecht")).toEqual([
    "EUR 5.56 dearer",
    "arrives 2 days later",
    "326 km further",
    "0.02 kg more CO2",
  ]);
  expect(reasonsOf(route, "leeds")).toEqual(["does not ship to DE"]);
  expect(Route.parse(route).candidates.filter((candidate) => candidate.chosen)).toHaveLength(1);
});

test("elsewhere the nearest wins where it costs about the same, and the cheapest of many copies", () => {
  expect(chosen(marketOf(), basketOf([books], "BE"))).toBe("utrecht");
  expect(chosen(marketOf(), basketOf([books], "CZ"))).toBe("leipzig");
  expect(chosen(marketOf(), basketOf([wished("softcover-a5", 500)], "BE"))).toBe("leipzig");
});

test("every obstacle is named, and when nobody can, who came nearest", () => {
  const facility = named("leipzig", { open: false });
  const policy = { rules: [{ kind: "exclude", facilityId: "leipzig" }] };
  const items = [{ ...wished("softcover-a5", 3000), tried: ["leipzig"] }, canvas];
  const market = marketOf({ facilities: [facility], busy: { leipzig: 9000 }, policy });
  const { route } = choose(market, basketOf(items, "JP"));
  const obstacles = [
    "is closed",
    "is excluded by a rule",
    "refused it before",
    "does not ship to JP",
    "is full: 9000 of 9000 a day",
    "makes at most 2000 of softcover, 3000 wanted",
    "does not make canvas on 350 g canvas",
  ];
  expect(reasonsOf(route, "leipzig").slice(0, 7)).toEqual(obstacles);
  expect(route.facilityId).toBeNull();
  expect(route.reasons[0]).toBe("no facility can make and ship this");
  expect(route.reasons[1]).toMatch(/^leipzig is closed, is excluded/);
});

test("a facility is asked only for levels it ships and families it has a price for", () => {
  const overnight = choose(marketOf(), basketOf([books], "BE", { level: "overnight" })).route;
  expect(reasonsOf(overnight, "utrecht")).toEqual(["does not ship overnight to BE"]);
  const unpriced = marketOf({ facilities: [named("leipzig", { prices: [], currency: "ISK" })] });
  const { route } = choose(unpriced, basketOf([books], "DE"));
  expect(reasonsOf(route, "leipzig")).toEqual([
    "has no price for softcover",
    "asks in ISK, which has no rate",
  ]);
});

test("rows from before price lists are routed by the catalogue's prices and the usual shipping", () => {
  const bare = named("leipzig", { prices: null, shipping: null });
  const { best } = choose(marketOf({ facilities: [bare] }), basketOf([books], "DE"));
  // 10 x (3.20 + 22 x 0.03) x 70% x 1.42
  expect(best?.numbers).toMatchObject({ products: { amount: "38.37" }, shipping: { amount: "3.50" } });
});

test("a facility that is nearly full loses to an idle one that is not much dearer, and one that is full cannot", () => {
  const basket = basketOf([wished("softcover-a5", 60)], "NL");
  expect(chosen(marketOf({ busy: { utrecht: 100 } }), basket)).toBe("utrecht");
  const near = marketOf({
    facilities: [named("utrecht"), named("utrecht", { id: "twin", capacityPerDay: 10 })],
  });
  expect(chosen({ ...near, load: { utrecht: { today: 3999, waiting: 3999 } } }, basket)).toBe("twin");
  const full = choose(marketOf({ busy: { utrecht: 4000 } }), basket).route;
  expect([full.facilityId, reasonsOf(full, "utrecht")]).toEqual(["leipzig", ["is full: 4000 of 4000 a day"]]);
});

test("a facility that refuses and is late loses to one that keeps its word", () => {
  const facilities = [named("utrecht"), named("utrecht", { id: "zutphen" })];
  const quality = { utrecht: { shipped: 70, refused: 10, late: 20 } };
  const { route } = choose(marketOf({ facilities, quality }), basketOf([books], "NL"));
  expect(route.facilityId).toBe("zutphen");
  expect(reasonsOf(route, "utrecht")).toEqual(["refuses or is late with 30% of its items"]);
});

test("operators pin and exclude by merchant, family and country, and say what a number is worth", () => {
  const pin = { kind: "pin", facilityId: "utrecht", merchantId: owner.merchantId, family: "softcover" };
  const pinned = choose(marketOf({ policy: { rules: [pin] } }), basketOf([books], "DE")).route;
  expect(pinned.reasons[0]).toBe("pinned by a rule");
  expect(reasonsOf(pinned, "leipzig")).toEqual(["utrecht is pinned by a rule"]);
  const elsewhere = { ...pin, countryCode: "FR" };
  expect(chosen(marketOf({ policy: { rules: [elsewhere] } }), basketOf([books], "DE"))).toBe("leipzig");
  const excluded = { kind: "exclude", facilityId: "leipzig", countryCode: "DE" };
  expect(chosen(marketOf({ policy: { rules: [excluded] } }), basketOf([books], "DE"))).toBe("utrecht");
  expect(
    chosen(
      marketOf({ policy: { weights: { day: 0, km: 10 } } }),
      basketOf([wished("softcover-a5", 500)], "BE"),
    ),
  ).toBe("utrecht");
});

test("a quoted facility is asked first, and is not chosen when it cannot any more", () => {
  const basket = basketOf([books], "DE", { quoted: "utrecht" });
  const { route } = choose(marketOf(), basket);
  expect([route.facilityId, route.reasons[0]]).toEqual(["utrecht", "as quoted"]);
  const closed = [named("utrecht", { open: false }), named("leipzig")];
  expect(chosen(marketOf({ facilities: closed }), basket)).toBe("leipzig");
});

test("a family on another paper is not the same product", () => {
  const onlyOffset = named("leipzig").makes.filter(
    ({ family, paper }) => family === "softcover" && !paper.coated,
  );
  const market = marketOf({ facilities: [named("leipzig", { makes: onlyOffset })] });
  expect(chosen(market, basketOf([wished("softcover-a5")], "DE"))).toBe("leipzig");
  expect(chosen(market, basketOf([wished("softcover-a4")], "DE"))).toBeNull();
});

const anyFacility = fc
  .record({
    from: fc.constantFrom(...facilities.map(({ id }) => id)),
    open: fc.boolean(),
    capacityPerDay: fc.integer({ min: 1, max: 50 }),
    makes: fc.array(fc.nat(11), { minLength: 1, maxLength: 6 }),
    shipsTo: fc.subarray(["NL", "DE", "GB", "US", "*"], { minLength: 1 }),
  })
  .map(({ from, makes, ...change }) => {
    const { makes: all } = named(from);
    return { from, ...change, makes: makes.flatMap((place) => all[place % all.length] ?? []) };
  });
const anyWorld = fc.array(anyFacility, { maxLength: 6 });
const anyBasket = fc.array(
  fc
    .record({ product: fc.constantFrom(...products), quantity: fc.integer({ min: 1, max: 6000 }) })
    .map(({ product, quantity }) => wished(product.id, quantity)),
  { minLength: 1, maxLength: 4 },
);

function facilitiesOf(drawn: readonly { from: string }[]): EnrolledFacility[] {
  return drawn.map(({ from, ...change }, place) => ({ ...named(from), ...change, id: `press-${place}` }));
}

test("who is chosen can make all of it, ships there, is open and has room; who is not is told why", () => {
  const country = fc.constantFrom("NL", "DE", "GB", "US", "FR");
  fc.assert(
    fc.property(anyWorld, anyBasket, country, fc.array(fc.nat(60)), (...drawn) => {
      const [world, items, countryCode, given] = drawn;
      const all = facilitiesOf(world);
      const busy = Object.fromEntries(all.map(({ id }, place) => [id, given[place] ?? 0]));
      const { route } = choose(marketOf({ facilities: all, busy }), basketOf(items, countryCode));
      const able = all.filter(
        (each) =>
          each.open &&
          (each.shipsTo.includes("*") || each.shipsTo.includes(countryCode)) &&
          (busy[each.id] ?? 0) < each.capacityPerDay &&
          items.every((item) => (capabilityOf(each, item.product)?.maxQuantity ?? 0) >= item.quantity),
      );
      expect(able.map(({ id }) => id).includes(route.facilityId ?? "")).toBe(able.length > 0);
      for (const candidate of route.candidates) {
        expect(candidate.reasons.length === 0).toBe(candidate.chosen);
        expect(candidate.numbers !== null).toBe(able.some(({ id }) => id === candidate.facilityId));
      }
    }),
  );
});

test("the order of rows decides nothing", () => {
  fc.assert(
    fc.property(anyWorld, anyBasket, (drawn, items) => {
      const all = facilitiesOf(drawn);
      const basket = basketOf(items, "NL");
      const reversed = marketOf({ facilities: [...all].reverse() });
      expect(choose(reversed, basket)).toEqual(choose(marketOf({ facilities: all }), basket));
    }),
  );
});

function scoreOf(facility: EnrolledFacility): number {
  return choose(marketOf({ facilities: [facility] }), basketOf([books], "FR")).best?.score ?? Number.NaN;
}

/** More of `given` is never scored lower. */
function growsWith<T extends number>(given: fc.Arbitrary<T>, score: (given: T) => number): void {
  fc.assert(
    fc.property(given, given, (one, other) => {
      expect((score(one) - score(other)) * (one - other)).toBeGreaterThanOrEqual(0);
    }),
  );
}

test("whoever asks less, is nearer or works faster never scores worse for it", () => {
  growsWith(fc.nat(2000), (cents) => {
    const row = { family: "softcover", setup: "0", perPage: "0", perSquareMetre: "0" };
    return scoreOf(named("utrecht", { prices: [{ ...row, perCopy: (cents / 100).toFixed(2) }] }));
  });
  growsWith(fc.nat(20), (productionDays) => scoreOf(named("utrecht", { productionDays })));
  growsWith(fc.double({ min: 0, max: 30, noNaN: true }), (degrees) =>
    scoreOf(named("utrecht", { location: { latitude: 47.5 + degrees, longitude: 2.5 } })),
  );
});

test("distance is zero to itself, the same both ways, and right between known places", () => {
  const amsterdam = { latitude: 52.37, longitude: 4.9 };
  const newYork = { latitude: 40.71, longitude: -74.01 };
  expect(distanceKm(amsterdam, amsterdam)).toBe(0);
  expect(Math.abs(distanceKm(amsterdam, newYork) - 5860)).toBeLessThan(20);
  expect(distanceKm(newYork, amsterdam)).toBeCloseTo(distanceKm(amsterdam, newYork), 6);
});
