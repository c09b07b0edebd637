import type { APIGatewayProxyEvent } from "aws-lambda";
import { expect, test } from "vitest";
import { advance } from "../../lib/storefront/advance.ts";
import { served as checkoutServes } from "../../lib/storefront/checkout-door.ts";
import { storefrontDoor } from "../../lib/storefront/door.ts";
import { freshId, PaymentId } from "../../lib/storefront/ids.ts";
import { useSlip } from "../../lib/storefront/till/test-till.ts";
import { served as trackingServes } from "../../lib/storefront/tracking-door.ts";
import { PayView, SessionView, TrackingView } from "../../lib/storefront/views.ts";
import { recipient } from "../order/made.ts";
import { madePublication, openWorld } from "./world.ts";

/** A shopper, honest or not, who has the storefront's API and nothing else. */
async function opened(wish: Parameters<typeof madePublication>[0] = {}) {
  const world = openWorld();
  const publication = madePublication(wish);
  await world.publications.create(publication);
  const handler = storefrontDoor(world, { ...checkoutServes(world), ...trackingServes(world) });
  const ask = async (call: string, body: unknown = {}, id = "") => {
    const [httpMethod = "", resource = ""] = call.split(" ");
    const answer = await handler({
      httpMethod,
      resource,
      pathParameters: { id },
      headers: {},
      body: JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: { requestId: "r" },
    } as unknown as APIGatewayProxyEvent); // the door looks at nothing else
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const begun = await ask("POST /sessions", { publicationId: publication.id, countryCode: "NL" });
  const { id } = begun.body;
  const choose = async (choice: unknown) => ask("PATCH /sessions/{id}", choice, id);
  const pay = (total: unknown) => ask("POST /sessions/{id}/pay", { method: "test", total }, id);
  return { world, publication, ask, id, choose, pay, begun };
}

type Shopper = Awaited<ReturnType<typeof opened>>;

async function ready(shopper: Shopper) {
  const { body } = await shopper.choose({ recipient });
  return SessionView.parse(body);
}

test("a price that nobody named is refused with the true one, and fields for prices do not exist", async () => {
  const shopper = await opened();
  const { price } = await ready(shopper);
  expect(price?.total).toEqual({ amount: "19.97", currency: "EUR" });
  for (const total of [
    { amount: "0.01", currency: "EUR" },
    { amount: "-19.97", currency: "EUR" },
    { amount: "19.97", currency: "HUF" },
  ])
    expect(await shopper.pay(total)).toMatchObject({
      status: 409,
      body: { code: "price_changed", wanted: price?.total },
    });
  for (const forged of [
    { price: 1 },
    { total: price?.total },
    { quoteId: "quo_1" },
    { margin: { percent: 0 } },
  ])
    expect(await shopper.choose(forged)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  expect(
    await shopper.ask(
      "POST /sessions/{id}/pay",
      { method: "test", total: price?.total, quoteId: "quo_2" },
      shopper.id,
    ),
  ).toMatchObject({ status: 400 });
});

test("another country or quantity has another price: the one shown before pays for nothing", async () => {
  const shopper = await opened();
  const { price } = await ready(shopper);
  await shopper.choose({ recipient: { ...recipient, countryCode: "US", region: "NY", postalCode: "10001" } });
  expect(await shopper.pay(price?.total)).toMatchObject({ status: 409, body: { code: "price_changed" } });
  await shopper.choose({ recipient, quantity: 3 });
  expect(await shopper.pay(price?.total)).toMatchObject({ status: 409, body: { code: "price_changed" } });
});

test("a double click on pay is one payment, and one order however often it is settled", async () => {
  const shopper = await opened();
  const { price } = await ready(shopper);
  const clicks = await Promise.all(Array.from({ length: 5 }, () => shopper.pay(price?.total)));
  const paid = clicks.filter(({ status }) => status === 201).map(({ body }) => PayView.parse(body));
  expect(paid.length).toBeGreaterThan(0);
  expect(new Set(paid.map(({ paymentId }) => paymentId)).size).toBe(1);
  await useSlip(shopper.world, PaymentId.parse(paid[0]?.paymentId), "pay");
  await Promise.all(Array.from({ length: 5 }, () => advance(shopper.world, shopper.id)));
  expect(shopper.world.known.orders.size).toBe(1);
  expect(await shopper.pay(price?.total)).toMatchObject({ status: 409, body: { code: "already_paid" } });
  expect(await shopper.choose({ quantity: 9 })).toMatchObject({
    status: 409,
    body: { code: "already_paid" },
  });
});

test("what is chosen after the payment page opened is not what the old page pays for", async () => {
  const shopper = await opened();
  const { price } = await ready(shopper);
  const first = PayView.parse((await shopper.pay(price?.total)).body);
  const more = SessionView.parse((await shopper.choose({ quantity: 2 })).body);
  await useSlip(shopper.world, first.paymentId, "pay");
  await advance(shopper.world, shopper.id);
  expect(shopper.world.known.orders.size).toBe(0);
  const second = PayView.parse((await shopper.pay(more.price?.total)).body);
  expect(second.paymentId).not.toBe(first.paymentId);
});

test("ids cannot be guessed, and a wrong one says nothing", async () => {
  const shopper = await opened();
  const bits = new Set(Array.from({ length: 500 }, () => freshId("ses", "test")));
  expect(bits.size).toBe(500);
  for (const id of [
    freshId("ses", "test"),
    freshId("ses", "live"),
    "ses_1",
    shopper.id.replace("test", "live"),
    `${shopper.id}x`,
  ])
    expect(await shopper.ask("GET /sessions/{id}", {}, id)).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  for (const token of [freshId("trk", "test"), "trk_1"])
    expect(await shopper.ask("GET /tracking/{id}", {}, token)).toMatchObject({ status: 404 });
});

test("a private publication opens to its token alone, a closed one to nobody", async () => {
  const { createHash } = await import("node:crypto");
  const token = freshId("tok", "test");
  const shopper = await opened({ tokenHash: createHash("sha256").update(token).digest("hex") });
  const open = (given: unknown) =>
    shopper.ask("POST /sessions", { publicationId: shopper.publication.id, token: given });
  expect(shopper.begun).toMatchObject({ status: 401, body: { code: "token_required" } });
  expect((await open(freshId("tok", "test"))).status).toBe(401);
  expect((await open(token)).status).toBe(201);
  const closed = await opened({ expiresAt: "2026-01-01T00:00:00.000Z" });
  expect(closed.begun).toMatchObject({ status: 410, body: { code: "publication_unavailable" } });
});

test("shoppers are sent back to the publication's own sites only", async () => {
  const { ask, publication } = await opened();
  const open = (returnUrl: string) => ask("POST /sessions", { publicationId: publication.id, returnUrl });
  expect((await open("https://shop.example/thanks")).status).toBe(201);
  for (const url of [
    "https://evil.example/",
    "https://shop.example.evil.example/",
    "http://shop.example/",
    "javascript:1",
  ])
    expect((await open(url)).status).toBe(400);
});

test("nothing can be paid before the address is as its country writes it", async () => {
  const shopper = await opened();
  const { price } = await ready(shopper);
  await shopper.choose({ recipient: { ...recipient, postalCode: "12345" } });
  expect(await shopper.pay(price?.total)).toMatchObject({
    status: 422,
    body: { code: "address_invalid", pointer: "/recipient/postalCode" },
  });
  await shopper.choose({ recipient: { ...recipient, email: null } });
  expect(await shopper.pay(price?.total)).toMatchObject({
    status: 409,
    body: { wanted: ["/recipient/email"] },
  });
});

test("the tracking link shows no street and no e-mail address, and cancels while that is possible", async () => {
  const shopper = await opened();
  const { price } = await ready(shopper);
  const { paymentId } = PayView.parse((await shopper.pay(price?.total)).body);
  await useSlip(shopper.world, paymentId, "pay");
  await advance(shopper.world, shopper.id);
  const { tracking } = SessionView.parse((await shopper.ask("GET /sessions/{id}", {}, shopper.id)).body);
  const seen = await shopper.ask("GET /tracking/{id}", {}, tracking?.token);
  expect(TrackingView.parse(seen.body)).toMatchObject({
    destination: { city: "Amsterdam" },
    payment: "paid",
  });
  for (const secret of [recipient.line1, recipient.name, recipient.email, recipient.postalCode, shopper.id])
    expect(JSON.stringify(seen.body)).not.toContain(secret);
  expect((await shopper.ask("POST /tracking/{id}/cancel", {}, tracking?.token)).body).toMatchObject({
    state: "cancelled",
  });
  await advance(shopper.world, shopper.id);
  expect((await shopper.ask("GET /tracking/{id}", {}, tracking?.token)).body).toMatchObject({
    payment: "refunded",
  });
  expect((await shopper.ask("POST /tracking/{id}/cancel", {}, tracking?.token)).status).toBe(409);
  const subjects = shopper.world.sent.map(({ subject }) => subject);
  expect(subjects).toEqual(["Thank you: A poster will be printed", "Your money goes back: A poster"]);
});

test("two months after a checkout nothing names its shopper any more, and tracking still says what became of it", async () => {
  const shopper = await opened();
  const { price } = await ready(shopper);
  const { paymentId } = PayView.parse((await shopper.pay(price?.total)).body);
  await useSlip(shopper.world, paymentId, "pay");
  await advance(shopper.world, shopper.id);
  shopper.world.known.end(shopper.id, "shipped");
  const minutes = 61 * 24 * 60;
  shopper.world.clock.pass(minutes);
  for (let round = 0; round < 2; round++) await advance(shopper.world, shopper.id);
  const session = await shopper.world.sessions.load(shopper.id);
  expect(JSON.stringify(session)).not.toMatch(/Canary|Keizersgracht/);
  expect(session?.placed?.state).toBe("shipped");
});

test("a coupon lowers the copies and not the parcel; one that is not there is refused", async () => {
  const shopper = await opened();
  await ready(shopper);
  const { body } = await shopper.choose({ coupon: "ten" });
  expect(SessionView.parse(body).price?.lines).toEqual([
    { kind: "product", quantity: 1, amount: { amount: "15.13", currency: "EUR" } },
    { kind: "discount", quantity: 1, amount: { amount: "-1.52", currency: "EUR" } },
    { kind: "shipping", quantity: 1, amount: { amount: "4.84", currency: "EUR" } },
  ]);
  expect(await shopper.choose({ coupon: "FREE" })).toMatchObject({
    status: 422,
    body: { code: "coupon_invalid" },
  });
});

test("a coupon that is used up is had by no other spelling, older window or second click", async () => {
  const coupons = [{ code: "ONCE", percent: 50, maxUses: 1 }];
  const shopper = await opened({ coupons });
  const { ask, publication, pay, choose, world } = shopper;
  const begun = await ask("POST /sessions", { publicationId: publication.id, countryCode: "NL" });
  const older = begun.body.id;
  const half = await ask("PATCH /sessions/{id}", { recipient, coupon: "ONCE" }, older);
  const { price } = SessionView.parse((await choose({ recipient, coupon: "once" })).body);
  const both = await Promise.all([pay(price?.total), pay(price?.total)]);
  expect(new Set(both.map(({ body }) => PayView.parse(body).paymentId)).size).toBe(1);
  const total = half.body.price.total;
  for (const _ of ["click", "click"])
    expect(await ask("POST /sessions/{id}/pay", { method: "test", total }, older)).toMatchObject({
      status: 409,
      body: { code: "coupon_used_up", pointer: "/coupon" },
    });
  for (const coupon of ["ONCE", "once", " Once "])
    expect((await ask("PATCH /sessions/{id}", { coupon }, older)).body.code).toBe("coupon_used_up");
  const payments = (await world.sessions.load(older))?.payments ?? [];
  expect(payments.every(({ closed, url }) => closed && url === null)).toBe(true);
});

test("a checkout's answer names no quote, and no file but by a link that ends", async () => {
  const { body } = (await opened()).begun;
  expect(JSON.stringify(body)).not.toMatch(/quo_|"key"|smallKey/);
});
