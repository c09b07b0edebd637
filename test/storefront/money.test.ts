import fc from "fast-check";
import { expect, test } from "vitest";
import { Unavailable } from "../../lib/order/errors.ts";
import { minorFrom } from "../../lib/order/money.ts";
import { advance } from "../../lib/storefront/advance.ts";
import { found } from "../../lib/storefront/change-session.ts";
import { choose, openSession } from "../../lib/storefront/checkout.ts";
import type { PaymentId, SessionId } from "../../lib/storefront/ids.ts";
import { pay } from "../../lib/storefront/pay.ts";
import { Refused } from "../../lib/storefront/problem.ts";
import { purseOf } from "../../lib/storefront/purse.ts";
import { settle } from "../../lib/storefront/settle.ts";
import { type Outcome, slipOf, useSlip } from "../../lib/storefront/till/test-till.ts";
import { recipient } from "../order/made.ts";
import { madePublication, openWorld, type Weather, type World } from "./world.ts";

// Invariant 6: what was captured and not given back is the price of what is printed, and nothing for what is not.

const runs = Number(process.env.MONEY_STORIES ?? 500);

type Event =
  | { readonly kind: "pay" | "again" | "settle" | "fail" | "cancel" | "ship" | "refuse" }
  | { readonly kind: "choose"; readonly quantity: number }
  | { readonly kind: "till"; readonly outcome: Outcome; readonly which: number }
  /** A page that was closed is paid all the same: the shopper's bank was slower than we. */
  | { readonly kind: "anyway"; readonly which: number }
  | { readonly kind: "wait"; readonly minutes: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("pay" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("settle" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("anyway" as const), which: fc.nat(5) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("till" as const),
      outcome: fc.constantFrom<Outcome>("pay", "pay", "decline", "leave", "later"),
      which: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("choose" as const), quantity: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.constantFrom(1, 70, 1500) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("fail" as const, "cancel" as const, "ship" as const, "refuse" as const),
    }),
  },
);

/** One shopper's way through the checkout, each call cut off before or after its work now and then. */
async function live(story: readonly Event[], weather: Weather) {
  let isStormy = false;
  const world = openWorld(() => (isStormy ? weather() : "fine"));
  const publication = madePublication();
  await world.publications.create(publication);
  const opened = await openSession(world, { publicationId: publication.id, locale: "en", countryCode: "NL" });
  const { id } = await choose(world, opened.id, { recipient });
  isStormy = true;
  for (const each of story) await happen(world, id, each).catch(expected);
  isStormy = false;
  await settled(world, id);
  return { world, id };
}

/** What a crash or a refusal leaves behind is the next one's matter; anything else is a fault of ours. */
function expected(error: unknown): void {
  if (error instanceof Unavailable || error instanceof Refused) return;
  if (error instanceof Error && error.name === "Rejected") return;
  throw error;
}

const happenings: { readonly [K in Event["kind"]]: Happening<K> } = {
  pay: async ({ sessions, world, id }) => {
    const priced = (await sessions.load(id))?.priced ?? [];
    const total = priced.find(({ shippingLevel }) => shippingLevel === "standard")?.price.total;
    if (total) await pay(world, id, { method: "test", total });
  },
  again: ({ world }) => errandsOf(world),
  // Two workers at the same time: a message comes twice, and the clock finds the session too.
  settle: async ({ world, id }) => {
    const both = await Promise.allSettled([advance(world, id), advance(world, id)]);
    for (const each of both) if (each.status === "rejected") expected(each.reason);
  },
  choose: async ({ world, id }, { quantity }) => void (await choose(world, id, { quantity })),
  wait: async ({ world }, { minutes }) => world.clock.pass(minutes),
  refuse: async ({ known: { state } }) => {
    state.refuses = state.refuses ? null : "no_facility";
  },
  fail: async ({ known, id }) => known.end(id, "failed"),
  cancel: async ({ known, id }) => known.end(id, "cancelled"),
  ship: async ({ known, id }) => known.end(id, "shipped"),
  till: ({ world, id }, used) => atTill(world, id, used),
  anyway: async ({ world, id }, { which }) => {
    const payment = await paymentAt(world, id, which);
    if (payment) await chargeAnyway(world, id, payment.id);
  },
};

interface Scene extends Pick<World, "sessions" | "known"> {
  readonly world: World;
  readonly id: SessionId;
}
type Happening<K> = (scene: Scene, event: Extract<Event, { kind: K }>) => Promise<void>;

function happen(world: World, id: SessionId, each: Event): Promise<void> {
  const { sessions, known } = world;
  // The table has the right one for each kind, which a lookup by union forgets.
  return (happenings[each.kind] as Happening<Event["kind"]>)({ world, id, sessions, known }, each);
}

/** Every webhook that was sent so far, in its order, once more. */
async function errandsOf(world: World): Promise<void> {
  for (const errand of world.errands) if (errand.kind === "settle") await settle(world, { ...errand, v: 1 });
}

async function paymentAt({ sessions }: World, id: SessionId, which: number) {
  const payments = (await sessions.load(id))?.payments ?? [];
  return payments[which % Math.max(1, payments.length)];
}

async function atTill(world: World, id: SessionId, { outcome, which }: Extract<Event, { kind: "till" }>) {
  const payment = await paymentAt(world, id, which);
  if (!payment || !(await slipOf(world.table, payment.id))) return;
  await useSlip(world, payment.id, outcome);
  // Webhooks come twice, late, or never.
  world.errands.push({ kind: "settle", sessionId: id, paymentId: payment.id });
}

async function chargeAnyway({ table, clock, errands }: World, sessionId: SessionId, paymentId: PaymentId) {
  const slip = await slipOf(table, paymentId);
  if (!slip || slip.chargedAt) return;
  const chargedAt = clock.now().toISOString();
  await table.put({ pk: `test#till#${paymentId}`, sk: "slip", slip: { ...slip, chargedAt } });
  errands.push({ kind: "settle", sessionId, paymentId });
}

/** The clock's rounds in fair weather, until nothing moves. */
async function settled(world: World, id: SessionId): Promise<void> {
  await errandsOf(world);
  for (let round = 0; round < 3; round++) {
    world.clock.pass(100);
    await advance(world, id);
  }
}

/** What the till itself says it holds of payments. */
async function heldBy(world: World, payments: readonly { id: PaymentId }[]): Promise<number[]> {
  const slips = await Promise.all(payments.map(({ id }) => slipOf(world.table, id)));
  return slips.map((slip) => (slip?.chargedAt && !slip.refundedAt ? minorFrom(slip.total) : 0));
}

interface End {
  readonly isPrinted: boolean;
  readonly isBack: boolean;
  readonly isLate: boolean;
}

/** Holds the till's book, ours and the platform's against each other. */
async function checked({ world, id }: Awaited<ReturnType<typeof live>>): Promise<End> {
  const { placed, payments, events } = await found(world.sessions, id);
  const held = await heldBy(world, payments);
  const order = world.known.orders.get(id);
  const isPrinted = order !== undefined && order.state !== "failed" && order.state !== "cancelled";
  const bill = payments.find((payment) => payment.id === placed?.paymentId)?.bill;
  expect(held.reduce((sum, amount) => sum + amount, 0)).toBe(
    isPrinted && bill ? minorFrom(bill.priced.price.total) : 0,
  );
  // Our books say what the till says.
  const purses = payments.map((payment) => purseOf(events, payment.id));
  expect(purses.map(({ charged, refunded }) => charged - refunded)).toEqual(held);
  // One order at most, and it is what was paid for.
  expect(world.known.orders.size).toBeLessThanOrEqual(1);
  if (order) expect(JSON.parse(order.body).items[0].quantity).toBe(bill?.choice.quantity);
  const names = events.map(({ provider, type, reference }) => `${provider} ${type} ${reference}`);
  expect(new Set(names).size).toBe(names.length);
  const placedPurse = purses[payments.findIndex(({ id: paymentId }) => paymentId === placed?.paymentId)];
  const dueBy = payments.find(({ id: paymentId }) => paymentId === placed?.paymentId)?.expiresAt ?? "";
  // Whoever pays late is not printed for, and of two who pay one is.
  if (order) expect(placedPurse?.chargedAt && placedPurse.chargedAt <= dueBy).toBe(true);
  const isLate = payments.some((payment, at) => (purses[at]?.chargedAt ?? "") > payment.expiresAt);
  return { isPrinted, isLate, isBack: events.some(({ type }) => type === "refunded") };
}

test(`captured less refunded is the price of what is printed, else nothing, over ${runs} stories`, {
  timeout: 300_000,
}, async () => {
  const ends: End[] = [];
  const stories = fc.array(event, { minLength: 4, maxLength: 25 });
  const rolls = fc.infiniteStream(fc.nat(99));
  const tell = async (story: Event[], dice: Iterator<number>) => {
    const weather: Weather = () => weatherOf(dice.next().value ?? 99);
    ends.push(await checked(await live(story, weather)));
  };
  await fc.assert(fc.asyncProperty(stories, rolls, tell), { numRuns: runs });
  // A story-teller who tells nothing proves nothing.
  const count = (kind: keyof End) => ends.filter((end) => end[kind]).length;
  expect(count("isPrinted")).toBeGreaterThan(runs / 20);
  expect(count("isBack")).toBeGreaterThan(runs / 20);
  expect(count("isLate")).toBeGreaterThan(runs / 50);
});

/** Of a hundred calls three are cut off before their work and four after it. */
function weatherOf(roll: number): ReturnType<Weather> {
  if (roll < 3) return "before";
  return roll < 7 ? "after" : "fine";
}
