import { minorOf } from "../order/money.ts";
import type { KeptLine } from "../order/price.ts";
import type { Piece } from "./product-price.ts";
import { taxOn, vatBasisPoints } from "./vat.ts";

/** A shipment as far as its price goes: millionths of the currency that the lines are in. */
export interface PricedShipment {
  readonly items: readonly (Piece & { readonly place: number; readonly micros: number })[];
  readonly shippingMicros: number;
  readonly level: string;
  readonly facilityCountry: string;
}

/** Which currency, and whose VAT on which day. */
export interface Terms {
  readonly currency: string;
  readonly countryCode: string;
  readonly day: string;
}

/** A line for each item and one for shipping them; each is rounded by itself, and sums are of rounded lines. */
export function linesOf(shipment: PricedShipment, terms: Terms): KeptLine[] {
  const items = shipment.items.map(({ place, micros, ...piece }) =>
    line(
      {
        kind: "product",
        itemIndex: place,
        description: described(piece),
        quantity: piece.quantity,
        micros,
        basisPoints: vatBasisPoints(piece.product.family, terms.countryCode, terms.day),
      },
      terms.currency,
    ),
  );
  return [...items, shippingLine(shipment, terms)];
}

interface Unrounded extends Pick<KeptLine, "kind" | "itemIndex" | "description" | "quantity"> {
  readonly micros: number;
  readonly basisPoints: number;
}

function line({ micros, basisPoints, ...said }: Unrounded, currency: string): KeptLine {
  const net = minorOf(micros, currency);
  return { ...said, net, taxRate: basisPoints / 10_000, tax: taxOn(net, basisPoints) };
}

/** Shipping is taxed as what is shipped; of several rates the highest, which no tax office refuses. */
function shippingLine(shipment: PricedShipment, { currency, countryCode, day }: Terms): KeptLine {
  const rates = shipment.items.map(({ product }) => vatBasisPoints(product.family, countryCode, day));
  return line(
    {
      kind: "shipping",
      itemIndex: null,
      description: `Shipping, ${shipment.level}, ${shipment.facilityCountry} to ${countryCode}`,
      quantity: 1,
      micros: shipment.shippingMicros,
      basisPoints: Math.max(0, ...rates),
    },
    currency,
  );
}

function described({ product, pages }: Piece): string {
  return pages > 1 ? `${product.name.en}, ${pages} pages` : product.name.en;
}
