import fc from "fast-check";
import { expect, test } from "vitest";
import type { EnrolledFacility } from "../../lib/order/facility.ts";
import { Policy } from "../../lib/order/policy.ts";
import { decide } from "../../lib/route/decide.ts";
import { isRampedIn } from "../../lib/route/ramp.ts";
import { basketOf, marketOf, named, wished } from "./asked.ts";

/** A press that makes these families only. */
function only(id: string, ...families: string[]): EnrolledFacility {
  const press = named("test-amsterdam");
  return { ...press, id, makes: press.makes.filter(({ family }) => families.includes(family)) };
}

const poster = wished("poster-a3");
const books = wished("softcover-a5");
const cards = wished("postcard-a6");
const calendar = wished("calendar-a4");

function shared(facilities: EnrolledFacility[], items = [poster, books, cards, calendar]) {
  return decide(marketOf({ facilities }), basketOf(items, "NL")).map(
    ({ best, items: together }) => [best?.facility.id ?? null, together.map(({ place }) => place)] as const,
  );
}

test("what one facility can make travels in one shipment, although two would make it cheaper", () => {
  const cheap = { ...only("cheap", "poster", "softcover"), prices: null };
  const all = only("all", "poster", "softcover", "card", "calendar");
  expect(shared([cheap, all])).toEqual([["all", [0, 1, 2, 3]]]);
});

test("what no facility can make alone is split into as few shipments as possible", () => {
  const presses = [
    only("a-posters", "poster"),
    only("b-books", "softcover"),
    only("c-cards", "card"),
    only("d-walls", "poster", "calendar"),
    only("e-paper", "softcover", "card"),
  ];
  expect(shared(presses)).toEqual([
    ["d-walls", [0, 3]],
    ["e-paper", [1, 2]],
  ]);
});

test("of equally few shipments the cheapest are taken, and who lost is told why", () => {
  const dear = { ...only("a-dear", "poster"), productionDays: 9 };
  const presses = [dear, only("b-fast", "poster"), only("c-books", "softcover")];
  const parts = decide(marketOf({ facilities: presses }), basketOf([poster, books], "NL"));
  expect(parts.map(({ route }) => route.facilityId)).toEqual(["b-fast", "c-books"]);
  expect(parts[0]?.route.reasons).toContain(
    "no facility can make all 2 items: the fewest shipments that can",
  );
  expect(parts[0]?.route.candidates[1]?.reasons).toEqual(["arrives 11 days later"]);
});

test("a facility that is better for one item loses to the one that saves a shipment", () => {
  const near = only("a-near", "poster");
  const far = { ...only("b-far", "poster", "softcover"), productionDays: 9 };
  const parts = decide(
    marketOf({ facilities: [near, far, only("c-cards", "card")] }),
    basketOf([poster, books, cards], "NL"),
  );
  expect(parts.map(({ route }) => route.facilityId).sort()).toEqual(["b-far", "c-cards"]);
  const posters = parts.find(({ best }) => best?.facility.id === "b-far");
  expect(posters?.items.map(({ place }) => place)).toEqual([0, 1]);
});

test("what nobody can make is alone with its nearest misses, and does not stop the rest", () => {
  const parts = decide(
    marketOf({ facilities: [only("posters", "poster")] }),
    basketOf([poster, books], "NL"),
  );
  expect(parts.map(({ route }) => route.facilityId)).toEqual(["posters", null]);
  expect(parts[1]?.route.reasons).toEqual([
    "no facility can make and ship this",
    "posters does not make softcover on 90 g offset",
  ]);
});

const families = ["poster", "softcover", "card", "calendar", "magazine", "canvas"];
const items = [poster, books, cards, calendar, wished("magazine-a4"), wished("canvas-200x200")];
const anyPresses = fc.array(fc.subarray(families, { minLength: 1 }), { minLength: 1, maxLength: 7 });

/** The fewest presses that make all of it, by trying every set. */
function fewestOf(presses: readonly (readonly string[])[], wanted: readonly string[]): number {
  const sizes = Array.from({ length: 2 ** presses.length }, (_, set) => {
    const made = new Set(presses.flatMap((each, place) => (set & (1 << place) ? each : [])));
    return wanted.every((family) => made.has(family)) ? set.toString(2).replaceAll("0", "").length : Infinity;
  });
  return Math.min(...sizes);
}

test("no basket takes more shipments than the fewest there are, whoever makes what, in whatever order they stand", () => {
  fc.assert(
    fc.property(anyPresses, fc.subarray(items, { minLength: 1 }), (presses, basket) => {
      const world = presses.map((made, place) => only(`press-${place}`, ...made));
      const parts = shared(world, basket);
      const makeable = basket
        .map(({ product }) => product.family)
        .filter((family) => presses.flat().includes(family));
      expect(parts.filter(([id]) => id !== null)).toHaveLength(fewestOf(presses, makeable));
      expect(parts.flatMap(([, places]) => places).sort()).toEqual(basket.map((_, place) => place));
      expect(shared([...world].reverse(), basket)).toEqual(parts);
    }),
    { numRuns: 60 },
  );
});

test("of a hundred presses that share nothing the fewest are found at once", () => {
  const world = Array.from({ length: 100 }, (_, place) =>
    only(`press-${place}`, families[place % families.length] ?? ""),
  );
  const start = performance.now();
  expect(shared(world, items)).toHaveLength(families.length);
  // Milliseconds; without its bound the search would take hours.
  expect(performance.now() - start).toBeLessThan(5000);
});

test("a ramped facility gets its share of orders and no more, and the same order always the same answer", () => {
  for (const percent of [0, 5, 50, 100]) {
    const policy = Policy.parse({ ramps: [{ facilityId: "new", percent }] });
    const seeds = Array.from({ length: 4000 }, (_, place) => `ord_${place}`);
    const given = seeds.filter((seed) => isRampedIn(policy, "new", seed));
    expect(Math.abs(given.length / 40 - percent)).toBeLessThan(2);
    expect(seeds.filter((seed) => isRampedIn(policy, "new", seed))).toEqual(given);
  }
});

test("a growing ramp keeps the orders it had, and holds back only where somebody else can", () => {
  const at = (percent: number) => Policy.parse({ ramps: [{ facilityId: "utrecht", percent }] });
  fc.assert(
    fc.property(fc.string(), fc.nat(99), (seed, percent) => {
      if (isRampedIn(at(percent), "utrecht", seed))
        expect(isRampedIn(at(percent + 1), "utrecht", seed)).toBe(true);
    }),
  );
  const basket = basketOf([books], "NL");
  const [held] = decide(marketOf({ policy: at(0) }), basket);
  expect(held?.route.facilityId).toBe("leipzig");
  expect(held?.route.candidates.find(({ facilityId }) => facilityId === "utrecht")?.reasons).toEqual([
    "is given only some orders for now, and not this one",
  ]);
  const [alone] = decide(marketOf({ policy: at(0), facilities: [named("utrecht")] }), basket);
  expect(alone?.route.facilityId).toBe("utrecht");
});
