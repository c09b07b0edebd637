import { expect, test } from "vitest";
import { dueOf } from "../../lib/order/due.ts";
import type { KeptLine } from "../../lib/order/price.ts";

const about = { description: "", taxRate: 0.21 };
const product = (itemIndex: number, quantity: number, net: number): KeptLine => ({
  ...about,
  kind: "product",
  itemIndex,
  quantity,
  net,
  tax: Math.round(net * 0.21),
});
const shipping = (net: number): KeptLine => ({
  ...about,
  kind: "shipping",
  itemIndex: null,
  quantity: 1,
  net,
  tax: Math.round(net * 0.21),
});
/** Two items travel from one facility, the third from another. */
const price = {
  currency: "EUR",
  lines: [product(0, 3, 3000), product(1, 1, 1000), shipping(500), product(2, 2, 1999), shipping(700)],
};
const due = (...copies: number[]) => dueOf(price, (place) => copies[place] ?? 0).net.amount;

test("all that was ordered is due while nothing was taken off", () => {
  expect(due(3, 1, 2)).toBe("71.99");
});

test("copies that were taken off are not due, and the rest is rounded to a cent", () => {
  expect(due(2, 1, 1)).toBe("52.00");
  expect(dueOf(price, () => 1)).toEqual({
    net: { amount: "42.00", currency: "EUR" },
    tax: { amount: "8.82", currency: "EUR" },
    gross: { amount: "50.82", currency: "EUR" },
  });
});

test("a shipment's shipping is due while anything of it is left", () => {
  expect(due(0, 1, 2)).toBe("41.99");
  expect(due(0, 0, 2)).toBe("26.99");
  expect(due(0, 0, 0)).toBe("0.00");
});

test("a reprint's copies raise no price", () => {
  expect(due(9, 1, 2)).toBe("71.99");
});
