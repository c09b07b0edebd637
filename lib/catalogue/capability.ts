import type { Capability, Facility, FileProfile } from "../order/facility.ts";
import type { Paper, Product } from "../order/product.ts";

/** How a facility would make this product, by family and paper: bulk may differ, weight and coating may not. */
export function capabilityOf(facility: Facility, product: Product): Capability | undefined {
  return facility.makes.find(
    ({ family, paper }) =>
      family === product.family && paper.gsm === product.paper.gsm && paper.coated === product.paper.coated,
  );
}

/** The paper it would be made on there; the catalogue's where the facility does not make it any more. */
export function paperOf(facility: Facility, product: Product): Paper {
  return (capabilityOf(facility, product) ?? product).paper;
}

/** The files that facility wants for what it can make. */
export function fileProfileOf(facility: Facility, capability: Capability): FileProfile | undefined {
  return facility.fileProfiles.find(({ id }) => id === capability.fileProfileId);
}
