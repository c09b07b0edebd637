import { expect, test } from "vitest";
import { parseMessage } from "../../lib/web/button/messages.ts";

test("a message keeps its known fields and nothing else", () => {
  expect(parseMessage({ type: "price", amount: "12.50", currency: "EUR", to: "A. Reader" })).toEqual({
    type: "price",
    amount: "12.50",
    currency: "EUR",
  });
  expect(parseMessage({ type: "ready" })).toEqual({ type: "ready" });
});

test.each([
  undefined,
  null,
  "paid",
  {},
  { type: 1 },
  { type: "toString" },
  { type: "constructor" },
  { type: "paid", reference: "x", amount: 12, currency: "EUR" },
  { type: "paid", reference: "x".repeat(101), amount: "12", currency: "EUR" },
  { type: "price", amount: "12.50" },
])("%j is no message", (given) => {
  expect(parseMessage(given)).toBeUndefined();
});
