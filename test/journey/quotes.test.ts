import { afterAll, beforeAll, expect, test } from "vitest";
import { Quote } from "../../lib/order/quote.ts";
import { RoutesView } from "../../lib/order/views.ts";
import { Caller, orderOf, problemOf } from "./calls.ts";
import { picture } from "./files.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let sources: Sources;
let shop: Caller;
let merchant: Caller;

const basket = {
  destination: { countryCode: "NL" },
  items: [{ productId: "postcard-a6", quantity: 20, pages: 1 }],
};

beforeAll(async () => {
  sources = await openSources({ "/card.jpg": await picture(1300, 1800) });
  cloud = await started();
  shop = new Caller(cloud.api, cloud.keyOf("pk_test_"));
  merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
});

afterAll(async () => {
  await cloud?.close();
  await sources?.close();
});

test("a shop's page is told a price, and the order pays it and goes where it said", async () => {
  const asked = await shop.post("/quotes", basket);
  expect(asked.status).toBe(201);
  const quote = Quote.parse(asked.json);
  expect(Quote.parse((await shop.get(`/quotes/${quote.id}`)).json)).toEqual(quote);
  const card = {
    productId: "postcard-a6",
    quantity: 20,
    files: { images: [{ url: `${sources.origin}/card.jpg` }] },
  };
  const placed = await merchant.place({ ...orderOf([card]), quoteId: quote.id });
  const shipped = await merchant.settled(placed.id);
  expect(shipped.price?.totals).toEqual(quote.totals);
  expect(shipped.items[0]?.route).toMatchObject({
    facilityId: quote.shipments[0]?.facilityId,
    reasons: expect.arrayContaining(["as quoted", "prints in NL"]),
  });
  const other = await merchant.post("/orders", {
    ...orderOf([{ ...card, quantity: 21 }]),
    quoteId: quote.id,
  });
  expect(problemOf(other)).toMatchObject({
    code: "quote_mismatch",
    pointer: "/items/0/quantity",
    wanted: 20,
  });
});

test("a simulation says where a basket would go and for how much; a shop's page may not ask for that", async () => {
  const answer = await merchant.post("/routes/simulate", { ...basket, at: "2026-12-24T12:00:00Z" });
  const { items, shipments, totals } = RoutesView.parse(answer.json);
  expect(items[0]?.route.candidates).toHaveLength(2);
  expect(shipments[0]?.shipBy).toBe("2026-12-29T17:00:00.000Z");
  expect(totals.gross.currency).toBe("EUR");
  expect((await shop.post("/routes/simulate", basket)).status).toBe(403);
});
