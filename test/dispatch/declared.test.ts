import { expect, test } from "vitest";
import { productOf } from "../../lib/catalogue/products.ts";
import { declared } from "../../lib/dispatch/declared.ts";
import type { Item, Order } from "../../lib/order/order.ts";
import type { KeptPrice } from "../../lib/order/price.ts";
import { madeFacility, madeItem, madeOrder } from "../order/made.ts";

const product = productOf("softcover-a4");
if (!product) throw new Error("no softcover-a4");
const price: KeptPrice = {
  currency: "GBP",
  lines: [
    {
      kind: "product",
      itemIndex: 0,
      description: "Softcover book A4",
      quantity: 10,
      net: 9995,
      taxRate: 0,
      tax: 0,
    },
  ],
};

const reprintOf = ({ id }: Item) => ({ itemId: id, reason: "damaged", payer: "facility" }) as const;

/** What customs are told of an order's last item, on its way to Norway. */
function worthOf(items: Partial<Item>[], wish: Partial<Order> = {}) {
  const order = madeOrder({ ...wish, countryCode: "NO", items });
  const item = order.items.at(-1);
  if (!item || !product) throw new Error("no item");
  return declared(order, madeFacility(), { item, product, pages: 100, grams: 900 })?.value;
}

test("an item is declared at the price paid for the copies that are left of it", () => {
  expect(worthOf([{ quantity: 10 }], { price })).toEqual({ amount: "99.95", currency: "GBP" });
  expect(worthOf([{ quantity: 4 }], { price })).toEqual({ amount: "39.98", currency: "GBP" });
});

test("a reprint, and what is printed again of it, is declared at what its original cost, or at its own price", () => {
  const original = madeItem({ quantity: 10 });
  const first = madeItem({ quantity: 4, reprint: reprintOf(original) });
  expect(worthOf([original, first], { price })).toEqual({ amount: "39.98", currency: "GBP" });
  const second = { quantity: 2, reprint: reprintOf(first) };
  expect(worthOf([original, first, second], { price })).toEqual({ amount: "19.99", currency: "GBP" });
  const paid = price.lines.map((line) => ({ ...line, itemIndex: 1, quantity: 4, net: 4400 }));
  const both = { ...price, lines: [...price.lines, ...paid] };
  expect(worthOf([original, first], { price: both })).toEqual({ amount: "44.00", currency: "GBP" });
});

test("an item of an order that was never priced is declared at the catalogue's price of all its copies and pages", () => {
  const copy = Number(product.price.base.amount) + 100 * Number(product.price.perPage.amount);
  expect(worthOf([{ quantity: 3 }])).toEqual({ amount: (3 * copy).toFixed(2), currency: "EUR" });
});

test("what does not cross a customs border is not declared", () => {
  const order = madeOrder({ countryCode: "DE" });
  const [item] = order.items;
  if (!item) throw new Error("no item");
  expect(declared(order, madeFacility(), { item, product, pages: 100, grams: 900 })).toBeUndefined();
});
