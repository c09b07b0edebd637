import { createHash } from "node:crypto";
import type * as z from "zod";
import type { Clock, Owner } from "../order/ports.ts";
import { presentLine, totalsOf } from "../order/price.ts";
import type { SimulateRequest } from "../order/requests.ts";
import type { RoutesView } from "../order/views.ts";
import type { MarketPorts } from "./market.ts";
import { priceBasket } from "./price-basket.ts";

export interface SimulatePorts extends MarketPorts {
  readonly clock: Clock;
}

/** The decision the router would make for a basket, with every candidate, dates and prices; nothing is ordered. */
export async function simulate(
  ports: SimulatePorts,
  owner: Owner,
  request: SimulateRequest,
): Promise<z.infer<typeof RoutesView>> {
  const { at: wished, currency, ...basket } = request;
  const at = wished === undefined ? ports.clock.now() : new Date(wished);
  // The same question has the same answer, ramps included.
  const seed = createHash("sha256").update(JSON.stringify(basket)).digest("hex");
  const { parts, lines, shipments } = await priceBasket(ports, { ...basket, currency, owner, at, seed });
  const routes = new Map(parts.flatMap(({ items, route }) => items.map(({ place }) => [place, route])));
  return {
    items: request.items.flatMap(({ productId }, place) => {
      const route = routes.get(place);
      return route ? [{ productId, route }] : [];
    }),
    ...{ shipments: [...shipments], currency },
    lines: lines.map((line) => presentLine(line, currency)),
    totals: totalsOf({ lines: [...lines], currency }),
  };
}
