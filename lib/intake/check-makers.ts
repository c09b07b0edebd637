import { capabilityOf } from "../catalogue/capability.ts";
import { Rejected } from "../order/errors.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import { ShippingLevel } from "../order/order.ts";
import type { Product } from "../order/product.ts";
import { rateOf } from "../price/shipping-price.ts";

/** One item of a request, its product found. */
interface Wish {
  readonly product: Product;
  readonly quantity: number;
  readonly place: number;
  readonly countryCode: string;
  readonly level: ShippingLevel;
}

/** Refuses what no facility makes, makes in that quantity, or ships to that country and at that speed. */
export function checkMakers(facilities: readonly EnrolledFacility[], wish: Wish): void {
  const { product, place, countryCode } = wish;
  const makers = facilities.filter((facility) => capabilityOf(facility, product));
  if (makers.length === 0) {
    throw new Rejected("no_facility", `No facility makes ${product.id} at present.`, {
      pointer: `/items/${place}/productId`,
      given: product.id,
      wanted: "a product that some facility makes",
    });
  }
  const near = makers.filter(({ shipsTo }) => shipsTo.includes("*") || shipsTo.includes(countryCode));
  if (near.length === 0) {
    throw new Rejected("unsupported_country", `Nobody who makes ${product.id} ships to ${countryCode}.`, {
      pointer: "/recipient/countryCode",
      given: countryCode,
      wanted: [...new Set(makers.flatMap(({ shipsTo }) => shipsTo))].sort(),
    });
  }
  checkLevel(near, wish);
  checkQuantity(near, wish);
}

function checkLevel(makers: readonly EnrolledFacility[], { product, countryCode, level }: Wish): void {
  const offers = (wanted: ShippingLevel) =>
    makers.some((facility) => rateOf(facility, { countryCode, level: wanted }));
  if (offers(level)) return;
  const message = `Nobody who makes ${product.id} ships ${level} to ${countryCode}.`;
  throw new Rejected("unsupported_shipping_level", message, {
    ...{ pointer: "/shippingLevel", given: level, wanted: ShippingLevel.options.filter(offers) },
  });
}

function checkQuantity(makers: readonly EnrolledFacility[], { product, quantity, place }: Wish): void {
  const max = Math.max(...makers.map((facility) => capabilityOf(facility, product)?.maxQuantity ?? 0));
  if (quantity <= max) return;
  throw new Rejected("no_facility", `Nobody makes more than ${max} of ${product.id} at once.`, {
    pointer: `/items/${place}/quantity`,
    given: quantity,
    wanted: { max },
  });
}
