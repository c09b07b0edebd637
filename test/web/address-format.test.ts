import { expect, test } from "vitest";
import { fieldsOf, isOddPostalCode, isOptional } from "../../lib/web/checkout/address-format.ts";

test("an address has the fields of its country in that country's order", () => {
  expect(fieldsOf("NL")).toEqual(["company", "name", "line1", "line2", "postalCode", "city"]);
  expect(fieldsOf("US")).toEqual(["name", "company", "line1", "line2", "city", "region", "postalCode"]);
  expect(fieldsOf("GB")).toEqual(["name", "company", "line1", "line2", "city", "postalCode"]);
});

test.each(["JP", "AE", "SG", "NL", "US", "XX"])("an address in %s has all that an order needs", (country) => {
  expect(fieldsOf(country)).toEqual(expect.arrayContaining(["name", "line1", "city"]));
  expect(new Set(fieldsOf(country)).size).toBe(fieldsOf(country).length);
});

test("what a country's post needs is asked for, and nothing more", () => {
  expect(isOptional("region", "US")).toBe(false);
  expect(isOptional("region", "NL")).toBe(true);
  expect(isOptional("postalCode", "NL")).toBe(false);
  expect(isOptional("postalCode", "AE")).toBe(true);
  expect(isOptional("company", "NL")).toBe(true);
});

test("a postal code is compared with how the country writes them", () => {
  expect(isOddPostalCode("NL", "1015 CN")).toBe(false);
  expect(isOddPostalCode("NL", "nonsense")).toBe(true);
  expect(isOddPostalCode("AE", "nonsense")).toBe(false);
});
