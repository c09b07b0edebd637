import { expect, test } from "vitest";
import { productOf, products } from "../../lib/catalogue/products.ts";
import { Product } from "../../lib/order/product.ts";

test("every product of the default catalogue obeys the schema", () => {
  expect(products.length).toBeGreaterThan(30);
  for (const product of products) expect(Product.parse(product)).toEqual(product);
});

test("product ids are unique and found by their id", () => {
  expect(new Set(products.map(({ id }) => id)).size).toBe(products.length);
  for (const product of products) expect(productOf(product.id)).toBe(product);
  expect(productOf("papyrus-scroll")).toBeUndefined();
});

test("the products that the documentation names are there", () => {
  const named = [
    "photobook-hardcover-square-210",
    "photobook-layflat-square-210",
    "magazine-a4",
    "softcover-a5",
    "softcover-6x9in",
    "wireo-a4",
    "calendar-a4",
    "canvas-300x300",
    "poster-500x700",
    "postcard-a6",
    "card-folded-a6",
    "business-card-85x55",
  ];
  expect(named.filter((id) => !productOf(id))).toEqual([]);
});

test("page limits are multiples of the page step", () => {
  for (const { pages } of products) expect([pages.min % pages.step, pages.max % pages.step]).toEqual([0, 0]);
});

test("a product is named in four languages, with its size", () => {
  expect(productOf("magazine-a4")?.name).toEqual({
    en: "Magazine A4",
    nl: "Tijdschrift A4",
    de: "Magazin A4",
    fr: "Magazine A4",
  });
});

test("saddle stitched products carry their cover in the inside pages, books have one of their own", () => {
  expect(productOf("magazine-a4")?.cover).toBe("self");
  expect(productOf("photobook-hardcover-square-210")?.cover).toBe("separate");
});
