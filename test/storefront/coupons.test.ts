import fc from "fast-check";
import { expect, test } from "vitest";
import { Unavailable } from "../../lib/order/errors.ts";
import { advance } from "../../lib/storefront/advance.ts";
import { choose, openSession } from "../../lib/storefront/checkout.ts";
import type { PaymentId, SessionId } from "../../lib/storefront/ids.ts";
import { pay } from "../../lib/storefront/pay.ts";
import { Refused } from "../../lib/storefront/problem.ts";
import { useSlip } from "../../lib/storefront/till/test-till.ts";
import { recipient } from "../order/made.ts";
import { madePublication, openWorld, type Weather, type World } from "./world.ts";

const coupons = [{ code: "ONCE", percent: 50, maxUses: 1 }];

async function opened(world: World, publicationId: SessionId | string): Promise<SessionId> {
  const request = { publicationId, locale: "en", countryCode: "NL" } as Parameters<typeof openSession>[1]; // an id of ours
  const { id } = await openSession(world, request);
  await choose(world, id, { recipient, coupon: "ONCE" });
  return id;
}

async function toTill(world: World, id: SessionId): Promise<PaymentId> {
  const { choice, priced } = (await world.sessions.load(id)) ?? {};
  const total = priced?.find((each) => each.shippingLevel === choice?.shippingLevel)?.price.total;
  if (!total) throw new Error("no price");
  return (await pay(world, id, { method: "test", total })).paymentId;
}

async function openShop(weather?: Weather) {
  const world = openWorld(weather);
  const publication = madePublication({ coupons });
  await world.publications.create(publication);
  return { world, publication, enter: () => opened(world, publication.id) };
}

const usedUp = { code: "coupon_used_up", blame: { pointer: "/coupon" } };

test("a coupon for one checkout is held by the first that goes to pay, and the second is told", async () => {
  const { world, enter } = await openShop();
  const [first, second] = [await enter(), await enter()];
  const payment = await toTill(world, first);
  expect(await toTill(world, first)).toBe(payment);
  await expect(toTill(world, second)).rejects.toMatchObject(usedUp);
  await expect(enter()).rejects.toMatchObject(usedUp);
  // Without it the second one buys at the full price.
  await choose(world, second, { coupon: null });
  await useSlip(world, await toTill(world, second), "pay");
  await useSlip(world, payment, "pay");
  for (const id of [first, second]) expect((await advance(world, id)).placed?.orderId).toBeTruthy();
  world.clock.pass(30 * 1440);
  await expect(enter()).rejects.toMatchObject(usedUp);
});

test("it comes back when the payment is declined, taken back or over, and when the money went back", async () => {
  const { world, enter } = await openShop();
  const declined = await enter();
  await useSlip(world, await toTill(world, declined), "decline");
  await advance(world, declined);
  const changed = await enter();
  await toTill(world, changed);
  await choose(world, changed, { quantity: 2 });
  const left = await enter();
  await toTill(world, left);
  world.clock.pass(61);
  await advance(world, left);
  const cancelled = await enter();
  await useSlip(world, await toTill(world, cancelled), "pay");
  await advance(world, cancelled);
  world.known.end(cancelled, "cancelled");
  await advance(world, cancelled);
  expect(await toTill(world, await enter())).toBeTruthy();
});

test("a checkout that a crash cut off between its use and its page gives it back in time", async () => {
  const { world, enter } = await openShop();
  const lost = await enter();
  const noTill = { ...world, tills: () => Promise.reject(new Unavailable("cut off")) };
  const { priced } = (await world.sessions.load(lost)) ?? {};
  const total = priced?.[1]?.price.total;
  if (!total) throw new Error("no price");
  await expect(pay(noTill, lost, { method: "test", total })).rejects.toThrow("cut off");
  const other = await enter().catch((error: unknown) => error);
  expect(other).toMatchObject(usedUp);
  world.clock.pass(181);
  expect(await toTill(world, await enter())).toBeTruthy();
});

test("of five who come at once, in any weather, one is printed for at that price", async () => {
  const rolls = fc.array(fc.noBias(fc.nat(99)), { minLength: 400, maxLength: 400 });
  const rush = async (dice: number[]) => {
    let isStormy = false;
    const next = dice[Symbol.iterator]();
    const { world, enter } = await openShop(() => (isStormy ? weatherOf(next.next().value ?? 99) : "fine"));
    const ids = [await enter(), await enter(), await enter(), await enter(), await enter()];
    isStormy = true;
    const buy = async (id: SessionId) => useSlip(world, await toTill(world, id), "pay");
    const both = (id: SessionId) =>
      Promise.all([buy(id), advance(world, id)].map((one) => one.catch(expected)));
    for (let round = 0; round < 2; round++) await Promise.all(ids.map(both));
    isStormy = false;
    for (const id of ids) await advance(world, id);
    expect(world.known.orders.size).toBeLessThanOrEqual(1);
    return world.known.orders.size;
  };
  let printed = 0;
  const tell = async (dice: number[]) => {
    printed += await rush(dice);
  };
  await fc.assert(fc.asyncProperty(rolls, tell), { numRuns: 40 });
  expect(printed).toBeGreaterThan(20);
});

function expected(error: unknown): void {
  if (error instanceof Unavailable || error instanceof Refused) return;
  throw error;
}

function weatherOf(roll: number): ReturnType<Weather> {
  if (roll < 3) return "before";
  return roll < 7 ? "after" : "fine";
}
