import { expect, test } from "vitest";
import { capabilityOf, fileProfileOf } from "../../lib/catalogue/capability.ts";
import { facilities } from "../../lib/catalogue/facilities.ts";
import { products } from "../../lib/catalogue/products.ts";
import { Facility } from "../../lib/order/facility.ts";

test("every sample facility obeys the schema", () => {
  for (const facility of facilities) expect(Facility.parse(facility)).toEqual(facility);
});

test("every product can be made and delivered anywhere in test mode", () => {
  const simulated = facilities.filter(({ mode }) => mode === "test");
  expect(simulated.every(({ shipsTo }) => shipsTo.includes("*"))).toBe(true);
  const unmade = products.filter((product) => !simulated.some((facility) => capabilityOf(facility, product)));
  expect(unmade.map(({ id }) => id)).toEqual([]);
});

test("every product can be made somewhere in live mode", () => {
  const live = facilities.filter(({ mode }) => mode === "live");
  expect(products.filter((product) => !live.some((facility) => capabilityOf(facility, product)))).toEqual([]);
});

test("whatever a facility makes, it has said which files it wants for it", () => {
  for (const facility of facilities)
    for (const capability of facility.makes) expect(fileProfileOf(facility, capability)).toBeDefined();
});

test("a facility is not asked for a paper that it does not have", () => {
  const [facility] = facilities;
  const [product] = products;
  if (!facility || !product) throw new Error("the catalogue is empty");
  expect(capabilityOf(facility, { ...product, paper: { ...product.paper, gsm: 999 } })).toBeUndefined();
});

test("a facility entered before price lists is read with what is usual", () => {
  const [sample] = facilities;
  const { cutOff, workingDays, holidays, currency, prices, shipping, carbonPerKg, ...before } = sample ?? {};
  expect(Facility.parse(before)).toMatchObject({
    cutOff: "14:00",
    holidays: [],
    prices: null,
    shipping: null,
  });
});

test("rates that cannot be meant are refused", () => {
  const rate = { countries: ["NL"], level: "standard", days: { from: 1, to: 2 } };
  const steps = (...grams: number[]) => grams.map((maxGrams) => ({ maxGrams, price: "1.00" }));
  const isRate = (change: object) =>
    Facility.safeParse({ ...facilities[0], shipping: [{ ...rate, steps: steps(1, 2), ...change }] }).success;
  expect(isRate({})).toBe(true);
  expect(isRate({ steps: steps(2, 1) })).toBe(false);
  expect(isRate({ days: { from: 3, to: 2 } })).toBe(false);
  expect(isRate({ countries: ["Netherlands"] })).toBe(false);
});
