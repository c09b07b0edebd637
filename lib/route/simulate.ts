import { productOf } from "../catalogue/products.ts";
import { Rejected } from "../order/errors.ts";
import type { Clock, Facilities, Owner, Workload } from "../order/ports.ts";
import type { SimulateRequest } from "../order/requests.ts";
import { choose } from "./choose.ts";
import { loadOf } from "./load.ts";

export interface SimulatePorts {
  readonly facilities: Facilities;
  readonly workload: Workload;
  readonly clock: Clock;
}

/** The decision the router would make for each item of a basket, with every candidate; nothing is ordered. */
export async function simulate(ports: SimulatePorts, { mode }: Owner, request: SimulateRequest) {
  const all = await ports.facilities.list(mode);
  const load = await loadOf(all, ports.workload, ports.clock.now().toISOString().slice(0, 10));
  const wishes = request.items.map(({ productId, quantity }, place) => {
    const product = productOf(productId);
    if (product) return { product, quantity };
    throw new Rejected("unknown_product", `There is no product ${productId}.`, {
      pointer: `/items/${place}/productId`,
      given: productId,
      wanted: "an id of GET /v1/products",
    });
  });
  const { countryCode } = request;
  const together = choose(all, { items: wishes, countryCode }, load);
  const items = wishes.map((wish) => ({
    productId: wish.product.id,
    route: together.facilityId === null ? choose(all, { items: [wish], countryCode }, load) : together,
  }));
  return { items };
}
