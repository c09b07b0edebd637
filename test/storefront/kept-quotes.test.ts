import { expect, test } from "vitest";
import { keptQuotes } from "../../lib/storefront/kept-quotes.ts";
import { owner, stranger } from "../order/made.ts";
import { openWorld } from "./world.ts";

const request = {
  destination: { countryCode: "NL", postalCode: null, region: null },
  items: [{ productId: "poster-a3", quantity: 1, pages: 1 }],
};

test("what every shopper sees first is asked once in half a day, for each merchant and country", async () => {
  const { table, clock, known } = openWorld();
  const quote = keptQuotes({ table, clock, quote: known.api.quote });
  const first = await quote(owner, request);
  expect(await quote(owner, request)).toEqual(first);
  expect(known.quotes).toHaveLength(1);
  await quote(stranger, request);
  await quote(owner, { ...request, destination: { countryCode: "BE" } });
  expect(known.quotes).toHaveLength(3);
  clock.pass(12 * 60 + 1);
  const later = await quote(owner, request);
  expect(Date.parse(later.expiresAt)).toBeGreaterThan(Date.parse(first.expiresAt));
});

test("more copies, or a place in a country, are asked for each time", async () => {
  const { table, clock, known } = openWorld();
  const quote = keptQuotes({ table, clock, quote: known.api.quote });
  const copies = { ...request, items: [{ productId: "poster-a3", quantity: 2, pages: 1 }] };
  const place = { ...request, destination: { countryCode: "NL", postalCode: "1015 CN" } };
  for (const each of [copies, place, copies, place]) await quote(owner, each);
  expect(known.quotes).toHaveLength(4);
});

test("a refusal is not kept", async () => {
  const { table, clock, known } = openWorld();
  const quote = keptQuotes({ table, clock, quote: known.api.quote });
  const nowhere = { ...request, destination: { countryCode: "AQ" } };
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(quote(owner, nowhere)).rejects.toMatchObject({ code: "unsupported_country" });
});
