import type { ShippingLevel } from "../order/order.ts";
import type { Owner } from "../order/ports.ts";
import type { Destination, PricedBasket } from "../order/quote.ts";
import type { SimulateRequest } from "../order/requests.ts";
import type { Market } from "./basket.ts";
import { decide, type Part } from "./decide.ts";
import { type MarketPorts, marketOf } from "./market.ts";
import { isTaken, linesOfPart, shipmentOf } from "./price-parts.ts";
import { checkCurrency, checkDestination, wishesOf } from "./wishes.ts";

/** What somebody wants to know the price of, and when it would be ordered. */
export interface PriceAsked {
  readonly owner: Owner;
  readonly destination: Destination;
  readonly shippingLevel: ShippingLevel;
  readonly currency: string;
  readonly items: SimulateRequest["items"];
  readonly at: Date;
  /** Decides about ramps. */
  readonly seed: string;
}

type Priced = PricedBasket & { readonly parts: readonly Part[] };

/** Routes a basket as an order of that moment would be, and says what it costs; nothing is stored. */
export async function priceBasket(ports: MarketPorts, asked: PriceAsked): Promise<Priced> {
  return pricedIn(await marketFor(ports, asked), asked);
}

/** The same basket sent in several ways, after one look at the market. */
export async function priceLevels(
  ports: MarketPorts,
  asked: Omit<PriceAsked, "shippingLevel">,
  levels: readonly ShippingLevel[],
): Promise<readonly Priced[]> {
  const market = await marketFor(ports, asked);
  return levels.map((shippingLevel) => pricedIn(market, { ...asked, shippingLevel }));
}

async function marketFor(
  ports: MarketPorts,
  { destination, items, owner, at, currency }: Omit<PriceAsked, "shippingLevel">,
): Promise<Market> {
  checkDestination(destination);
  const market = await marketOf(ports, { mode: owner.mode, at, items: wishesOf(items) });
  checkCurrency(market.policy, currency);
  return market;
}

function pricedIn(market: Market, asked: PriceAsked): Priced {
  const { at, currency, seed, shippingLevel: level } = asked;
  const { countryCode } = asked.destination;
  const { merchantId } = asked.owner;
  const items = wishesOf(asked.items);
  const parts = decide(market, { items, countryCode, level, at, merchantId, seed, quoted: null });
  const taken = parts.filter(isTaken);
  const day = at.toISOString().slice(0, 10);
  const selling = { currency, level, countryCode, day, policy: market.policy };
  return {
    parts,
    lines: taken.flatMap((part) => linesOfPart(part, selling)),
    shipments: taken.map(shipmentOf),
    misses: parts.filter(({ best }) => !best).flatMap(missesOf),
  };
}

function missesOf({ items, route: { reasons } }: Part): PricedBasket["misses"][number][] {
  return items.map(({ place: itemIndex }) => ({ itemIndex, reasons }));
}
