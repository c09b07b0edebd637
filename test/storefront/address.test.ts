import { expect, test } from "vitest";
import { addressFaults, addressFields } from "../../lib/storefront/address.ts";
import { recipient } from "../order/made.ts";

test.each([
  ["NL 1015 CN", []],
  ["NL 1015", ["postalCode not_as_written_there"]],
  ["DE", ["postalCode missing"]],
  ["US 10001", ["region missing"]],
  ["GB sw1a 1aa", []],
  ["IE D02 X285", []],
  // Where we know no rule, what is written is taken.
  ["AE", []],
])("%s", (written, faults) => {
  const [countryCode = "", ...code] = written.split(" ");
  const found = addressFaults({ ...recipient, countryCode, postalCode: code.join(" ") });
  expect(found.map(({ field, why }) => `${field} ${why}`)).toEqual(faults);
});

test("fields come in the order of their country, and a city is asked for everywhere", () => {
  expect(addressFields("NL")).toEqual(["company", "name", "line1", "line2", "postalCode", "city"]);
  expect(addressFields("US")).toEqual(["name", "company", "line1", "line2", "city", "region", "postalCode"]);
  expect(addressFields("JP")).toContain("city");
});
