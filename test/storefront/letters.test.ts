import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { Unavailable } from "../../lib/order/errors.ts";
import { advance } from "../../lib/storefront/advance.ts";
import { choose, openSession } from "../../lib/storefront/checkout.ts";
import { composed, shownMoney } from "../../lib/storefront/letter-text.ts";
import { pay } from "../../lib/storefront/pay.ts";
import type { Mail } from "../../lib/storefront/ports.ts";
import { Locale } from "../../lib/storefront/requests.ts";
import { Letter, type Session } from "../../lib/storefront/session.ts";
import { useSlip } from "../../lib/storefront/till/test-till.ts";
import { recipient } from "../order/made.ts";
import { madePublication, openWorld, site, type World } from "./world.ts";

/** As much of a session as letters look at. */
function told(locale: Locale, title: string): Session {
  const total = { amount: "1234.50", currency: "EUR" };
  const payment = { id: "pay_1", bill: { priced: { price: { total } } } };
  const placed = { paymentId: "pay_1", tracking: "trk_test_1" };
  return { locale, title, payments: [payment], placed } as unknown as Session; // no more is read
}

test("every letter is written in every language, as text and as HTML that no title breaks", () => {
  const seen = new Set<string>();
  for (const locale of Locale.options) {
    for (const letter of Letter.options) {
      const { subject, text, html } = composed(letter, told(locale, '<b>"Summer"</b>'), site);
      expect(text).toContain(`${site}/track/trk_test_1`);
      expect(`${subject}${text}${html}`).not.toMatch(/[{}]/);
      expect(html).toContain(`lang="${locale}"`);
      expect(html).not.toContain("<b>");
      seen.add(subject);
    }
  }
  expect(seen.size).toBe(Locale.options.length * Letter.options.length);
});

test("amounts are written with all of the currency's own decimals, which Intl alone would drop", () => {
  const shown = (...given: Parameters<typeof shownMoney>) => shownMoney(...given).replaceAll("\u00a0", " ");
  expect(shown({ amount: "1234.50", currency: "HUF" }, "en")).toBe("HUF 1,234.50");
  expect(shown({ amount: "1234.50", currency: "EUR" }, "de")).toBe("1.234,50 €");
  expect(shown({ amount: "500", currency: "JPY" }, "en")).toBe("JP¥500");
});

/** A session that was just paid, its order placed, and nothing told yet. */
async function paid(world: World) {
  const publication = madePublication();
  await world.publications.create(publication);
  const request = { publicationId: publication.id, locale: "en", countryCode: "NL" } as const;
  const { id } = await openSession(world, request);
  const { price } = await choose(world, id, { recipient });
  if (!price) throw new Error("no price");
  const { paymentId } = await pay(world, id, { method: "test", total: price.total });
  await useSlip(world, paymentId, "pay");
  return id;
}

test("two workers at the same time send a letter once", async () => {
  const world = openWorld();
  const id = await paid(world);
  // The post takes longer than rows do.
  const post = (mail: Mail) => pause(100).then(() => world.post(mail));
  const shop = { ...world, post };
  await Promise.all([advance(shop, id), advance(shop, id), advance(shop, id)]);
  expect(world.sent).toHaveLength(1);
  expect((await advance(world, id)).writing).toEqual({});
});

test("a letter whose sender was cut off goes out by the clock, whether it had left or not", async () => {
  for (const hadLeft of [false, true]) {
    const world = openWorld();
    const id = await paid(world);
    const post = async (mail: Mail) => {
      if (hadLeft) world.sent.push(mail);
      throw new Unavailable("cut off");
    };
    await expect(advance({ ...world, post }, id)).rejects.toThrow("cut off");
    const { dueAt } = await advance(world, id);
    expect(world.sent).toHaveLength(hadLeft ? 1 : 0);
    expect(Date.parse(dueAt ?? "") - world.clock.now().getTime()).toBe(60_000);
    world.clock.pass(1);
    expect((await advance(world, id)).letters).toEqual(["paid"]);
    expect(world.sent).toHaveLength(hadLeft ? 2 : 1);
  }
});

test("an order that is shipped although its money went back is noted once, and its line rings the alarm", async () => {
  const world = openWorld();
  const id = await paid(world);
  await advance(world, id);
  for (const state of ["failed", "shipped"] as const) {
    const order = world.known.orders.get(id);
    if (order) order.state = state;
    await advance(world, id);
  }
  const { problems, events } = await advance(world, id);
  expect(problems).toMatchObject([{ code: "printed_after_refund" }]);
  expect(events.filter(({ type }) => type === "refunded")).toHaveLength(1);
});
