import type { ShippingLevel } from "../order/order.ts";
import type { Policy } from "../order/policy.ts";
import type { KeptLine } from "../order/price.ts";
import type { QuotedShipment } from "../order/quote.ts";
import { fromEuro } from "../price/exchange.ts";
import { linesOf } from "../price/lines.ts";
import type { Wish } from "./basket.ts";
import type { Part } from "./decide.ts";
import type { Able } from "./merit.ts";

/** In which currency, by which level, and whose VAT on which day. */
export interface Selling {
  readonly currency: string;
  readonly level: ShippingLevel;
  readonly countryCode: string;
  readonly day: string;
  readonly policy: Policy;
}

/** A part that some facility takes. */
export interface Taken extends Part {
  readonly best: Able;
}

export function isTaken(part: Part): part is Taken {
  return part.best !== undefined;
}

/** What a part costs the merchant: a line for each item and one for shipping. */
export function linesOfPart({ items, best }: Taken, selling: Selling): KeptLine[] {
  const { currency, level, policy } = selling;
  const inCurrency = (micros: number) => {
    const found = fromEuro(micros, currency, policy.rates);
    if (found === undefined) throw new Error(`prices are wanted in ${currency}, which has no rate any more`);
    return found;
  };
  const asked = new Map(best.offer.items.map(({ place, micros }) => [place, micros]));
  const priced = (wish: Wish) => ({ ...wish, micros: inCurrency(asked.get(wish.place) ?? 0) });
  return linesOf(
    {
      items: items.map(priced),
      shippingMicros: inCurrency(best.offer.shippingMicros),
      level,
      facilityCountry: best.facility.countryCode,
    },
    selling,
  );
}

export function shipmentOf({ items, best, route }: Taken): QuotedShipment {
  const { shipBy, deliverFrom, deliverTo, weightGrams } = best.numbers;
  return {
    facilityId: best.facility.id,
    items: items.map(({ place }) => place),
    ...{ reasons: route.reasons, shipBy, deliverFrom, deliverTo, weightGrams },
  };
}
