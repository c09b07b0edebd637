import { expect, test } from "vitest";
import * as z from "zod";
import { Rejected } from "../../lib/order/errors.ts";
import * as ids from "../../lib/order/ids.ts";
import { claimKey, fileKey, ticketKey, uploadKey } from "../../lib/order/keys.ts";
import { Money } from "../../lib/order/money.ts";
import { refTo } from "../../lib/order/order.ts";
import { readKey, writeKey } from "../../lib/order/principal.ts";
import { OrderView } from "../../lib/order/views.ts";
import { madeItem, madeOrder, owner } from "./made.ts";

test("money is a decimal string with its currency, and nothing else", () => {
  for (const amount of ["12.50", "0", "-3", "1000000", "0.005"])
    expect(Money.safeParse({ amount, currency: "EUR" }).success, amount).toBe(true);
  for (const amount of ["", "12,50", "1e3", "NaN", " 1", "1.", ".5", "+1", "1\n", 12.5])
    expect(Money.safeParse({ amount, currency: "EUR" }).success, String(amount)).toBe(false);
  for (const currency of ["eur", "EURO", ""])
    expect(Money.safeParse({ amount: "1", currency }).success).toBe(false);
});

test("an id is its prefix and a ULID, from end to end", () => {
  const ulid = "01KAJ0000000000000000000ZZ";
  expect(ids.OrderId.safeParse(`ord_${ulid}`).success).toBe(true);
  for (const bad of [
    ulid,
    `itm_${ulid}`,
    `ord_${ulid}Z`,
    `xord_${ulid}`,
    `ord_${ulid}\n`,
    `ord_${ulid.toLowerCase()}`,
  ])
    expect(ids.OrderId.safeParse(bad).success, bad).toBe(false);
  for (const bad of ["a", "Utrecht", "-ams", "ams-", "a/b", "a".repeat(41)])
    expect(ids.FacilityId.safeParse(bad).success, bad).toBe(false);
});

test("what is no order's id is not found before anything is looked up", () => {
  for (const id of ["", "ord_1", "../x", "x".repeat(5000)]) expect(() => refTo(owner, id)).toThrow(Rejected);
});

test("a key says its kind and mode, and no other text is a key", () => {
  for (const kind of ["secret", "publishable", "app", "facility"] as const)
    for (const mode of ids.Mode.options)
      expect(readKey(writeKey(kind, mode, Buffer.alloc(32, 1)))).toEqual({ kind, mode });
  for (const bad of ["", "sk_live_x", `sk_prod_${"A".repeat(43)}`, `sk_live_${"A".repeat(43)}\n`])
    expect(readKey(bad)).toBeUndefined();
});

test("keys of objects never leave their order, ticket or merchant", () => {
  const ref = { ...owner, orderId: madeOrder().id };
  expect(fileKey(ref, "out", "h")).toBe(`test/${owner.merchantId}/${ref.orderId}/out/h`);
  expect(uploadKey("live", owner.merchantId, "fil_1")).toBe(`uploads/live/${owner.merchantId}/fil_1`);
  const { ticketId } = madeItem();
  expect(ticketKey("ams-one", ticketId, 2)).toBe(`facilities/ams-one/tickets/${ticketId}/2/ticket.json`);
  expect(claimKey("ams-one", ticketId, 2)).toBe(`facilities/ams-one/tickets/${ticketId}/2/claim`);
});

test("every schema of a request and an answer can be described to others", () => {
  expect(z.toJSONSchema(OrderView)).toMatchObject({ type: "object", additionalProperties: false });
});
