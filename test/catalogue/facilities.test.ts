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
