import fc from "fast-check";
import { expect, test } from "vitest";
import { capabilityOf } from "../../lib/catalogue/capability.ts";
import { facilities } from "../../lib/catalogue/facilities.ts";
import { products } from "../../lib/catalogue/products.ts";
import type { EnrolledFacility, Facility } from "../../lib/order/facility.ts";
import { Route } from "../../lib/order/route.ts";
import { choose } from "../../lib/route/choose.ts";
import { distanceKm } from "../../lib/route/distance.ts";

function named(id: string, change: Partial<Facility> = {}): EnrolledFacility {
  const found = facilities.find((facility) => facility.id === id);
  if (!found) throw new Error(`no ${id}`);
  return { ...found, queueUrl: "http://127.0.0.1/1/q", ...change };
}

function product(id: string) {
  const found = products.find((each) => each.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

const live = ["utrecht", "leipzig", "leeds"].map((id) => named(id));
const book = { product: product("softcover-a5"), quantity: 10 };
const canvas = { product: product("canvas-200x200"), quantity: 1 };

function reasonsOf(route: ReturnType<typeof choose>, id: string): readonly string[] {
  return route.candidates.find(({ facilityId }) => facilityId === id)?.reasons ?? [];
}

test("the facility in the recipient's country wins, and says so", () => {
  const route = choose(live, { items: [book], countryCode: "DE" });
  expect(route).toMatchObject({ facilityId: "leipzig", reasons: ["prints in DE", "best of 2 that can"] });
  expect(reasonsOf(route, "utrecht")[0]).toMatch(/^score \d+ against 0 of leipzig$/);
  expect(reasonsOf(route, "leeds")).toEqual(["does not ship to DE"]);
  expect(Route.parse(route).candidates.filter(({ chosen }) => chosen)).toHaveLength(1);
});

test("elsewhere the nearest wins", () => {
  expect(choose(live, { items: [book], countryCode: "BE" }).facilityId).toBe("utrecht");
  expect(choose(live, { items: [book], countryCode: "CZ" }).facilityId).toBe("leipzig");
});

test("every obstacle is named", () => {
  const wish = { items: [{ ...book, quantity: 3000 }, canvas], countryCode: "JP" };
  const route = choose([named("leipzig", { open: false })], wish, { leipzig: 9000 });
  expect(route.facilityId).toBeNull();
  expect(route.reasons).toEqual(["no facility can make and ship this"]);
  expect(reasonsOf(route, "leipzig")).toEqual([
    "is closed",
    "does not ship to JP",
    "is full: 9000 of 9000 a day",
    "makes at most 2000 of softcover, 3000 wanted",
    expect.stringMatching(/^does not make canvas/),
  ]);
});

test("a facility that is nearly full loses to an idle one that is not much further, and one that is full cannot", () => {
  const wish = { items: [book], countryCode: "NL" };
  expect(choose(live, wish, { utrecht: 100 }).facilityId).toBe("utrecht");
  expect(choose(live, wish, { utrecht: 3999 }).facilityId).toBe("leipzig");
  const full = choose(live, wish, { utrecht: 4000 });
  expect([full.facilityId, reasonsOf(full, "utrecht")]).toEqual(["leipzig", ["is full: 4000 of 4000 a day"]]);
});

test("a family on another paper is not the same product", () => {
  const onlyOffset = named("leipzig").makes.filter(
    ({ family, paper }) => family === "softcover" && !paper.coated,
  );
  const facility = named("leipzig", { makes: onlyOffset });
  const wish = (id: string) => ({ items: [{ product: product(id), quantity: 1 }], countryCode: "DE" });
  expect(choose([facility], wish("softcover-a5")).facilityId).toBe("leipzig");
  expect(choose([facility], wish("softcover-a4")).facilityId).toBeNull();
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
const anyBasket = fc.array(
  fc.record({ product: fc.constantFrom(...products), quantity: fc.integer({ min: 1, max: 6000 }) }),
  { minLength: 1, maxLength: 4 },
);

function facilitiesOf(drawn: readonly { from: string }[]): EnrolledFacility[] {
  return drawn.map(({ from, ...change }, place) => ({ ...named(from), ...change, id: `press-${place}` }));
}

test("who is chosen can make all of it, ships there, is open and has room; who is not is told why", () => {
  const country = fc.constantFrom("NL", "DE", "GB", "US", "FR");
  const world = fc.array(anyFacility, { maxLength: 6 });
  fc.assert(
    fc.property(fc.record({ world, items: anyBasket, country, busy: fc.array(fc.nat(60)) }), (drawn) => {
      const { items, country: countryCode, busy } = drawn;
      const all = facilitiesOf(drawn.world);
      const load = Object.fromEntries(all.map(({ id }, place) => [id, busy[place] ?? 0]));
      const route = choose(all, { items, countryCode }, load);
      const able = all.filter(
        (each) =>
          each.open &&
          (each.shipsTo.includes("*") || each.shipsTo.includes(countryCode)) &&
          (load[each.id] ?? 0) < each.capacityPerDay &&
          items.every((item) => (capabilityOf(each, item.product)?.maxQuantity ?? 0) >= item.quantity),
      );
      expect(able.map(({ id }) => id).includes(route.facilityId ?? "")).toBe(able.length > 0);
      for (const { chosen, reasons } of route.candidates) expect(reasons.length === 0).toBe(chosen);
    }),
  );
});

test("the order of rows decides nothing", () => {
  fc.assert(
    fc.property(fc.array(anyFacility, { maxLength: 6 }), anyBasket, (drawn, items) => {
      const all = facilitiesOf(drawn);
      const wish = { items, countryCode: "NL" };
      expect(choose([...all].reverse(), wish)).toEqual(choose(all, wish));
    }),
  );
});

test("distance is zero to itself, the same both ways, and right between known places", () => {
  const amsterdam = { latitude: 52.37, longitude: 4.9 };
  const newYork = { latitude: 40.71, longitude: -74.01 };
  expect(distanceKm(amsterdam, amsterdam)).toBe(0);
  expect(Math.abs(distanceKm(amsterdam, newYork) - 5860)).toBeLessThan(20);
  expect(distanceKm(newYork, amsterdam)).toBeCloseTo(distanceKm(amsterdam, newYork), 6);
});
