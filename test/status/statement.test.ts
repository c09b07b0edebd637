import { expect, test } from "vitest";
import type { Due } from "../../lib/order/dues.ts";
import { statement } from "../../lib/status/statement.ts";
import { openCloud } from "../cloud/opened.ts";

const due: Due = {
  ticketId: "tkt_01KAJ000000000000000000001",
  generation: 1,
  orderId: "ord_01KAJ000000000000000000001",
  itemId: "itm_01KAJ000000000000000000001",
  quantity: 2,
  amount: { amount: "12.35", currency: "EUR" },
  shippedAt: "2026-11-30T23:59:59.000Z",
};
const other: Due = { ...due, generation: 2, amount: { amount: "0.65", currency: "EUR" } };

test("a month's statement adds up what shipped in it, by currency", async () => {
  const { dues } = await openCloud();
  await dues.post("utrecht", due);
  await dues.post("utrecht", other);
  await dues.post("utrecht", { ...due, generation: 3, amount: { amount: "500", currency: "JPY" } });
  await dues.post("leeds", due);
  const { lines, totals } = await statement(dues, { facilityId: "utrecht", month: "2026-11" });
  expect(lines).toHaveLength(3);
  expect(totals).toEqual([
    { amount: "13.00", currency: "EUR" },
    { amount: "500", currency: "JPY" },
  ]);
});

test("a ticket heard of again in the next month stays in its first", async () => {
  const { dues } = await openCloud();
  await dues.post("utrecht", due);
  await dues.post("utrecht", { ...due, shippedAt: "2026-12-01T00:00:01.000Z" });
  expect(await dues.of("utrecht", "2026-12")).toEqual([]);
  expect(await dues.of("utrecht", "2026-11")).toEqual([due]);
});
