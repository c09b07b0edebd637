import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect, test } from "vitest";
import { advance } from "../../lib/storefront/advance.ts";
import { choose, openSession } from "../../lib/storefront/checkout.ts";
import { storefrontDoor } from "../../lib/storefront/door.ts";
import { pay } from "../../lib/storefront/pay.ts";
import { reconcile } from "../../lib/storefront/reconcile.ts";
import { served } from "../../lib/storefront/till-door.ts";
import { tillsOf } from "../../lib/storefront/tills.ts";
import { recipient } from "../order/made.ts";
import { openStripe, webhook } from "./stripe-fake.ts";
import { madePublication, openWorld, site } from "./world.ts";

/** A checkout that is paid with Stripe, its page open. */
async function atStripe() {
  const stripe = await openStripe();
  const world = openWorld();
  world.clock.pass((Date.now() - world.clock.now().getTime()) / 60_000);
  const { table, clock, platform } = world;
  const settings = { of: async () => ({ ...(await world.settings.of()), stripe: stripe.keys }) };
  const shop = { ...world, settings, tills: tillsOf({ table, settings, clock, site }) };
  const publication = madePublication();
  await shop.publications.create(publication);
  const opened = await openSession(shop, { publicationId: publication.id, locale: "de", countryCode: "NL" });
  const { id, price } = await choose(shop, opened.id, { recipient });
  if (!price) throw new Error("no price");
  const { paymentId, url } = await pay(shop, id, { method: "stripe", total: price.total });
  const handler = storefrontDoor({ platform }, served(shop));
  const ask = (body: string, signature: string, isBase64Encoded = false) =>
    handler({
      httpMethod: "POST",
      resource: "/webhooks/stripe/{id}",
      pathParameters: { id: "test" },
      headers: { "Stripe-Signature": signature },
      body,
      isBase64Encoded,
      requestContext: { requestId: "r" },
    } as unknown as APIGatewayProxyEvent); // the door looks at nothing else
  return {
    stripe,
    shop,
    id,
    paymentId,
    url,
    page: "cs_test_1",
    metadata: { sessionId: id, paymentId },
    ask,
    price,
  };
}

test("a session paid with Stripe becomes one order, whose failure gives the money back once", async () => {
  const { stripe, shop, id, url, page, price } = await atStripe();
  expect(url).toBe("https://checkout.stripe.example/cs_test_1");
  const { form } = stripe.pages.get(page) ?? {};
  expect(form?.get("line_items[0][price_data][unit_amount]")).toBe(price.total.amount.replace(".", ""));
  expect(form?.get("locale")).toBe("de");
  stripe.fail(1);
  stripe.pay(page);
  const paid = await advance(shop, id);
  expect(paid.placed?.orderId).toBe([...shop.known.orders.values()][0]?.view.id);
  shop.known.end(id, "failed");
  await advance(shop, id);
  await advance(shop, id);
  expect(stripe.pages.get(page)?.refunds).toMatchObject([
    { amount: Number(price.total.amount.replace(".", "")) },
  ]);
});

test.each([
  ["less than was asked", { amount: 1 }],
  ["another currency", { currency: "huf" }],
])("%s is no payment: it goes back and nothing is ordered", async (_, wish) => {
  const { stripe, shop, id, page } = await atStripe();
  stripe.pay(page, wish);
  await advance(shop, id);
  expect(shop.known.orders.size).toBe(0);
  expect(stripe.pages.get(page)?.refunds).toHaveLength(1);
});

test("a page that was opened for another session or merchant pays for nothing here", async () => {
  for (const name of ["client_reference_id", "metadata[merchantId]"]) {
    const { stripe, shop, id, page } = await atStripe();
    stripe.pages.get(page)?.form.set(name, "somebody else");
    stripe.pay(page);
    await advance(shop, id);
    expect(shop.known.orders.size).toBe(0);
    expect(stripe.pages.get(page)?.refunds).toHaveLength(1);
  }
});

test("a webhook is believed for nothing but whom to ask about, and answered at once", async () => {
  const { shop, ask, metadata, id, paymentId } = await atStripe();
  const { payload, signature } = webhook(metadata);
  expect(await ask(payload, signature)).toMatchObject({ statusCode: 200 });
  expect(await ask(Buffer.from(payload).toString("base64"), signature, true)).toMatchObject({
    statusCode: 200,
  });
  expect(shop.errands).toEqual(Array(2).fill({ kind: "settle", sessionId: id, paymentId }));
  // It said paid; the page is still open.
  await advance(shop, id);
  expect(shop.known.orders.size).toBe(0);
});

test("altered, unsigned, old, future and foreign webhooks are refused, and nobody is asked anything", async () => {
  const { shop, ask, metadata } = await atStripe();
  const minuteMs = 60_000;
  const good = webhook(metadata);
  const refused = [
    [`${good.payload} `, good.signature],
    [JSON.stringify(JSON.parse(good.payload), null, 1), good.signature],
    [good.payload, ""],
    [good.payload, good.signature.replace(/v1=../, "v1=00")],
    ...[Date.now() - 10 * minuteMs, Date.now() + 50 * minuteMs].map((at) => {
      const { payload, signature } = webhook(metadata, { at });
      return [payload, signature];
    }),
    [good.payload, webhook(metadata, { secret: "whsec_guessed" }).signature],
  ];
  for (const [payload = "", signature = ""] of refused)
    expect((await ask(payload, signature)).statusCode, signature).toBe(401);
  expect(shop.errands).toEqual([]);
});

test("the same webhook many times makes one order", async () => {
  const { stripe, shop, id, page } = await atStripe();
  stripe.pay(page);
  await Promise.all(Array.from({ length: 5 }, () => advance(shop, id)));
  expect(shop.known.orders.size).toBe(1);
  expect(stripe.pages.get(page)?.refunds).toEqual([]);
});

test("a payment whose webhook never came is found by the daily comparison, which says so", async () => {
  const { stripe, shop, id, page } = await atStripe();
  stripe.pay(page);
  await expect(reconcile(shop, "test")).rejects.toThrow("1 sessions differed");
  expect(shop.errands).toContainEqual({ kind: "settle", sessionId: id });
  await advance(shop, id);
  expect(await reconcile(shop, "test")).toBe(1);
});
