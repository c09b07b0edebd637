import { capabilityOf } from "../catalogue/capability.ts";
import type { Mode } from "../order/ids.ts";
import type { Facilities, Workload } from "../order/ports.ts";
import type { Policies, Quality } from "../order/routing-ports.ts";
import type { Piece } from "../price/product-price.ts";
import type { Market } from "./basket.ts";
import { loadOf } from "./load.ts";

export interface MarketPorts {
  readonly facilities: Facilities;
  readonly workload: Workload;
  readonly quality: Quality;
  readonly policies: Policies;
}

/** Who is asked: of a mode's facilities, on a day, for some items. */
export interface Asking {
  readonly mode: Mode;
  readonly at: Date;
  readonly items: readonly Pick<Piece, "product">[];
}

/** Reads what the router sees of the world: load and quality only of those who make something of it. */
export async function marketOf(ports: MarketPorts, { mode, at, items }: Asking): Promise<Market> {
  const [facilities, policy] = await Promise.all([ports.facilities.list(mode), ports.policies.get(mode)]);
  const makers = facilities.filter((facility) =>
    items.some(({ product }) => capabilityOf(facility, product) !== undefined),
  );
  const records = makers.map(async ({ id }) => [id, await ports.quality.of(id)] as const);
  const [load, quality] = await Promise.all([
    loadOf(makers, ports.workload, at.toISOString().slice(0, 10)),
    Promise.all(records),
  ]);
  return { facilities, load, quality: Object.fromEntries(quality), policy };
}
