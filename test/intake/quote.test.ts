import fc from "fast-check";
import { expect, test } from "vitest";
import { products } from "../../lib/catalogue/products.ts";
import { type QuotePorts, quote, showQuote } from "../../lib/intake/quote.ts";
import { OrderId } from "../../lib/order/ids.ts";
import type { RouteMessage } from "../../lib/order/messages.ts";
import { type Money, minorFrom } from "../../lib/order/money.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import type { PriceTotals } from "../../lib/order/price.ts";
import { presentLine, totalsOf } from "../../lib/order/price.ts";
import { Quote, QuoteRequest, type QuoteView } from "../../lib/order/quote.ts";
import { editItem } from "../../lib/order/transitions.ts";
import { decide } from "../../lib/route/decide.ts";
import { priceLevels } from "../../lib/route/price-basket.ts";
import { isTaken, linesOfPart } from "../../lib/route/price-parts.ts";
import { route } from "../../lib/route/route.ts";
import type { OpenedCloud } from "../cloud/opened.ts";
import { madeFacility, owner, recipient, stranger } from "../order/made.ts";
import { basketOf, marketOf, wished } from "../route/asked.ts";
import { enrol, openIntake, picture, wish } from "./taking.ts";

const near = madeFacility({ id: "near", productionDays: 2 });
const far = madeFacility({ id: "far", productionDays: 4 });

const basket = {
  destination: { countryCode: "NL", postalCode: "1015CN" },
  items: [
    { productId: "poster-a3", quantity: 2, pages: 1 },
    { productId: "softcover-a5", quantity: 3, pages: 99 },
  ],
};
const cover = { title: "Summer" };
const posters = { productId: "poster-a3", quantity: 2, files: { images: [picture] } };
const books = { productId: "softcover-a5", quantity: 3, files: { inside: picture, cover } };

function asked(cloud: OpenedCloud, body: object = basket, of = owner): Promise<QuoteView> {
  const price: QuotePorts["price"] = (wanted, levels) => priceLevels(cloud, wanted, levels);
  return quote({ ...cloud, price }, { owner: of, body: QuoteRequest.parse(body), execution: undefined });
}

function sum(lines: readonly { net: Money; tax: Money; gross: Money }[]): Record<keyof PriceTotals, number> {
  const of = (part: keyof PriceTotals) => lines.reduce((total, line) => total + minorFrom(line[part]), 0);
  return { net: of("net"), tax: of("tax"), gross: of("gross") };
}

test("a quote says lines, totals, facility, dates and weight, is stored, and is only its owner's", async () => {
  const cloud = await openIntake([near, far]);
  const made = Quote.parse(await asked(cloud));
  expect(
    made.lines.map(({ kind, itemIndex, quantity, taxRate }) => [kind, itemIndex, quantity, taxRate]),
  ).toEqual([
    ["product", 0, 2, 0.21],
    ["product", 1, 3, 0.09],
    ["shipping", null, 1, 0.21],
  ]);
  expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(24 * 3_600_000);
  expect(made.shipments).toMatchObject([
    { facilityId: "near", items: [0, 1], deliverFrom: "2026-11-26", deliverTo: "2026-11-27" },
  ]);
  expect(made.shipments[0]?.reasons[0]).toBe("prints in NL");
  expect(await showQuote(cloud.quotes, owner, made.id)).toEqual(made);
  await expect(showQuote(cloud.quotes, stranger, made.id)).rejects.toMatchObject({ code: "not_found" });
});

test("other ways to send it come with the same answer, each a quote of its own, and those that are none are left out", async () => {
  const rate = {
    countries: ["*" as const],
    days: { from: 1, to: 2 },
    steps: [{ maxGrams: 9000, price: "4" }],
  };
  const shipping = (["standard", "express"] as const).map((level) => ({ ...rate, level }));
  const cloud = await openIntake([{ ...near, shipping }]);
  const alternatives = ["express", "standard", "pickup", "express"];
  const made = await asked(cloud, { ...basket, alternatives });
  const other = made.alternatives ?? [];
  expect([made.shippingLevel, ...other.map((each) => each.shippingLevel)]).toEqual(["standard", "express"]);
  for (const each of other) expect(await showQuote(cloud.quotes, owner, each.id)).toEqual(each);
  expect(new Set([made.id, ...other.map(({ id }) => id)]).size).toBe(2);
  const alone = await asked(cloud, { ...basket, shippingLevel: "express" });
  expect([alone.alternatives, alone.totals]).toEqual([undefined, other[0]?.totals]);
  for (const many of [["drone"], Array(6).fill("express")])
    expect(QuoteRequest.safeParse({ ...basket, alternatives: many }).success).toBe(false);
});

test("an item that nobody can make or ship is refused, with who came nearest", async () => {
  const cloud = await openIntake([near]);
  const items = [basket.items[0], { productId: "canvas-200x200", quantity: 101, pages: 1 }];
  await expect(asked(cloud, { ...basket, items })).rejects.toMatchObject({
    code: "no_facility",
    blame: { pointer: "/items/1", wanted: ["near makes at most 100 of canvas, 101 wanted"] },
  });
});

test("an option that a product has not is refused with its name", async () => {
  const cloud = await openIntake([near]);
  for (const options of [{ wrap: "rope" }, { toString: "mirror" }]) {
    const items = [{ productId: "canvas-200x200", quantity: 1, pages: 1, options }];
    await expect(asked(cloud, { ...basket, items })).rejects.toMatchObject({
      code: "invalid_request",
      blame: { pointer: `/items/0/options/${Object.keys(options)[0]}` },
    });
  }
});

test("an order with a quote pays its price and goes where it said, although another is cheaper by then", async () => {
  const cloud = await openIntake([near]);
  const made = await asked(cloud);
  await enrol(cloud, madeFacility({ id: "cheap", prices: null, productionDays: 0 }));
  const { status, body } = await cloud.order(wish({ items: [posters, books], quoteId: made.id }));
  expect([status, body.price.totals, body.quoteId]).toEqual([201, made.totals, made.id]);
  const order = await prepared(cloud, body.id, [1, 100]);
  const { items, price } = await routed(cloud, order);
  expect(items.map(({ facilityId, reasons }) => [facilityId, reasons[0]])).toEqual([
    ["near", "as quoted"],
    ["near", "as quoted"],
  ]);
  expect(price?.lines).toHaveLength(3);
});

test("where the quoted facility cannot any more another one prints it, at the quoted price", async () => {
  const cloud = await openIntake([near, far]);
  const made = await asked(cloud);
  const { body } = await cloud.order(wish({ items: [posters, books], quoteId: made.id }));
  await enrol(cloud, { ...near, open: false });
  const before = await prepared(cloud, body.id, [1, 100]);
  const after = await routed(cloud, before);
  expect(after.items.map(({ facilityId }) => facilityId)).toEqual(["far", "far"]);
  expect(after.price).toEqual(before.price);
});

test("files with other pages than were quoted fail their item, and the rest is printed", async () => {
  const cloud = await openIntake([near]);
  const made = await asked(cloud);
  const { body } = await cloud.order(wish({ items: [posters, books], quoteId: made.id }));
  const after = await routed(cloud, await prepared(cloud, body.id, [1, 140]));
  expect(after.items.map(({ state }) => state)).toEqual(["routed", "failed"]);
  expect(after.items[1]?.failure).toMatchObject({
    code: "quote_mismatch",
    pointer: "/items/1/files",
    given: 140,
    wanted: 100,
  });
});

test("an order that is not what was quoted is refused with the field named", async () => {
  const cloud = await openIntake([near]);
  const { id: quoteId } = await asked(cloud);
  const refused = async (change: object) => {
    const { status, body } = await cloud.order({ recipient, items: [posters, books], quoteId, ...change });
    return [status, body.code, body.pointer];
  };
  const mismatches: [pointer: string, change: object][] = [
    ["/recipient/countryCode", { recipient: { ...recipient, countryCode: "BE" } }],
    ["/recipient/postalCode", { recipient: { ...recipient, postalCode: "1016 AA" } }],
    ["/shippingLevel", { shippingLevel: "express" }],
    ["/items", { items: [posters] }],
    ["/items/0/quantity", { items: [{ ...posters, quantity: 3 }, books] }],
    ["/items/1/productId", { items: [posters, { ...books, productId: "softcover-a4" }] }],
    ["/items/1/files/images", { items: [posters, { ...books, files: { images: pictures(98), cover } }] }],
  ];
  for (const [pointer, change] of mismatches)
    expect(await refused(change)).toEqual([422, "quote_mismatch", pointer]);
  expect((await refused({ items: [posters, { ...books, files: { images: pictures(99), cover } }] }))[0]).toBe(
    201,
  );
  const foreign = await asked(cloud, basket, stranger);
  for (const none of [foreign.id, "quo_", ""])
    expect(await refused({ quoteId: none })).toEqual([404, "not_found", "/quoteId"]);
  cloud.clock.pass(24 * 60 - 1);
  expect((await refused({}))[0]).toBe(201);
  cloud.clock.pass(1);
  expect(await refused({})).toEqual([422, "quote_expired", "/quoteId"]);
});

test("lines add up to the totals exactly, and each is rounded by itself, in any currency and country", () => {
  const anyItem = fc
    .record({ product: fc.constantFrom(...products), quantity: fc.integer({ min: 1, max: 200 }) })
    .map(({ product, quantity }) => wished(product.id, quantity));
  const place = fc.record({
    currency: fc.constantFrom("EUR", "JPY", "KWD", "HUF", "GBP"),
    countryCode: fc.constantFrom("NL", "DE", "FR", "GB", "CH"),
  });
  const market = marketOf({ facilities: [{ ...far, queueUrl: "http://127.0.0.1/1/q" }] });
  fc.assert(
    fc.property(
      fc.array(anyItem, { minLength: 1, maxLength: 5 }),
      place,
      (items, { currency, countryCode }) => {
        const parts = decide(market, basketOf(items, countryCode)).filter(isTaken);
        const selling = {
          currency,
          countryCode,
          level: "standard",
          day: "2026-11-23",
          policy: market.policy,
        } as const;
        const lines = parts.flatMap((part) => linesOfPart(part, selling));
        const shown = lines.map((line) => presentLine(line, currency));
        expect(sum(shown)).toEqual(sum([totalsOf({ lines, currency })]));
        for (const { net, tax, gross } of shown)
          expect(minorFrom(gross)).toBe(minorFrom(net) + minorFrom(tax));
        for (const { net, tax, taxRate } of lines)
          expect(Math.abs(tax - net * taxRate)).toBeLessThanOrEqual(0.5001);
      },
    ),
  );
});

function pictures(count: number) {
  return Array.from({ length: count }, () => picture);
}

/** The order as it is once its files are measured. */
async function prepared(cloud: OpenedCloud, id: string, pages: readonly number[]): Promise<Order> {
  const order = await cloud.orders.load({ ...owner, orderId: OrderId.parse(id) });
  if (!order) throw new Error(`no ${id}`);
  const ready = order.items.reduce(
    (at, item, place) =>
      editItem(at, item.id, () => ({
        ...item,
        state: "preparing",
        preparedDoc: "doc",
        pages: pages[place] ?? 1,
      })),
    order,
  );
  const next = { ...ready, version: order.version + 1 };
  await cloud.orders.save(next);
  return next;
}

async function routed(cloud: OpenedCloud, order: Order): Promise<Order> {
  const message: RouteMessage = { v: 1, kind: "route", ...refOf(order), effectId: "route", generation: 1 };
  await route(cloud, message);
  const after = await cloud.orders.load(refOf(order));
  if (!after) throw new Error("the order is gone");
  return after;
}
