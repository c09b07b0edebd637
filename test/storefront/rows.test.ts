import { expect, test } from "vitest";
import type { Table } from "../../lib/cloud/table.ts";
import { advance } from "../../lib/storefront/advance.ts";
import { changePublication } from "../../lib/storefront/change-publication.ts";
import { choose, openSession } from "../../lib/storefront/checkout.ts";
import { couponUsesIn } from "../../lib/storefront/coupon-rows.ts";
import { PaymentId } from "../../lib/storefront/ids.ts";
import { pay } from "../../lib/storefront/pay.ts";
import { contentsIn, merchantsIn, publicationsIn, sessionsIn } from "../../lib/storefront/rows.ts";
import { settingsIn } from "../../lib/storefront/settings-in.ts";
import { useSlip } from "../../lib/storefront/till/test-till.ts";
import { tillsOf } from "../../lib/storefront/tills.ts";
import { openCloud } from "../cloud/opened.ts";
import { owner, recipient } from "../order/made.ts";
import { memoryTable } from "./memory-table.ts";
import { madePublication, openWorld, site } from "./world.ts";

// What the stories believe of their table in memory holds of the real one: conditions, indexes and reserved words.
const tables: [string, () => Promise<Table>][] = [
  ["DynamoDB", async () => (await openCloud()).rows],
  ["the stories' own table", async () => memoryTable()],
];

test.each(tables)(
  "%s takes a session from its first row to its order, and finds it in every way",
  async (_, open) => {
    const table = await open();
    const world = openWorld();
    const settings = world.settings;
    const sessions = sessionsIn(table);
    const publications = publicationsIn(table);
    const tills = tillsOf({ table, settings, clock: world.clock, site });
    const shop = { ...world, table, sessions, publications, tills };
    const publication = madePublication();
    await publications.create(publication);
    const { id } = await openSession(shop, {
      publicationId: publication.id,
      locale: "en",
      countryCode: "NL",
    });
    const { price } = await choose(shop, id, { recipient });
    if (!price) throw new Error("no price");
    const { paymentId } = await pay(shop, id, { method: "test", total: price.total });
    await useSlip(shop, PaymentId.parse(paymentId), "pay");
    const paid = await advance(shop, id);
    const { placed } = paid;
    if (!placed?.orderId) throw new Error("no order");
    expect(await sessions.load(id)).toEqual(paid);
    expect(await sessions.ofOrder("test", placed.orderId)).toBe(id);
    expect(await sessions.ofTracking(placed.tracking)).toBe(id);
    // Its merchant is asked for news each minute.
    const busyUntil = new Date(Date.parse(paid.dueAt ?? "") + 24 * 3_600_000).toISOString();
    expect(await merchantsIn(table).list("test")).toMatchObject([{ busyUntil }]);
    const coupon = { mode: "test", publicationId: publication.id, code: "TEN" } as const;
    const coupons = couponUsesIn(table);
    const uses = { version: 1, holders: { [id]: null } };
    expect([await coupons.save(coupon, uses), await coupons.save(coupon, uses)]).toEqual([true, false]);
    expect(await coupons.load(coupon)).toEqual(uses);
    expect(await sessions.paidOn("test", world.clock.now())).toEqual([id]);
    expect(await sessions.due("test", new Date(paid.dueAt ?? ""), 10)).toEqual([]);
    world.clock.pass(24 * 60);
    expect(await sessions.due("test", world.clock.now(), 10)).toEqual([id]);
    expect(await sessions.due("live", world.clock.now(), 10)).toEqual([]);
    expect(await sessions.save(paid)).toBe(false);
  },
);

test.each(tables)(
  "%s lists a merchant's publications newest first, and keeps how far its events were read",
  async (_, open) => {
    const table = await open();
    const publications = publicationsIn(table);
    const days = ["2026-11-19", "2026-11-20", "2026-11-21"];
    const made = days.map((day) => madePublication({ title: day, createdAt: `${day}T10:00:00.000Z` }));
    for (const publication of made) await publications.create(publication);
    const first = await publications.list(owner, { limit: 100, cursor: undefined });
    expect(first.items.map(({ title }) => title)).toEqual(days.toReversed());
    const [newest] = first.items;
    const cursor = `${newest?.createdAt}#${newest?.id}`;
    expect((await publications.list(owner, { limit: 100, cursor })).items).toHaveLength(2);
    if (newest)
      await changePublication(publications, newest.id, (before) => ({ ...before, title: "Renamed" }));
    expect((await publications.load(made[2]?.id ?? "pub_test_"))?.title).toBe("Renamed");
    const merchants = merchantsIn(table);
    await merchants.read(owner, 7);
    await merchants.read(owner, 3);
    expect(await merchants.list("test")).toEqual([
      { merchantId: owner.merchantId, position: 7, busyUntil: null },
    ]);
  },
);

test.each(tables)("%s keeps contents for their owner, and a mode's connection", async (_, open) => {
  const table = await open();
  const contents = contentsIn(table);
  const id = "cnt_test_0";
  await contents.put(id, owner, { key: "content/1", type: "image/png" });
  expect(await contents.get(id, owner)).toEqual({ key: "content/1", type: "image/png" });
  expect(await contents.get(id, { ...owner, mode: "live" })).toBeUndefined();
  const settings = settingsIn(table);
  expect(await settings.connected("test")).toBe(false);
  await expect(settings.of("test")).rejects.toThrow("not connected");
  const connection = { mode: "test" as const, appKey: `app_test_${"a".repeat(43)}`, from: "a@example.org" };
  await settings.put(connection);
  expect(await settings.of("test")).toEqual(connection);
});
