import { capabilityOf, fileProfileOf } from "../catalogue/capability.ts";
import type { CoverView } from "../order/cover-view.ts";
import { Rejected } from "../order/errors.ts";
import type { Facility } from "../order/facility.ts";
import type { Facilities, Owner } from "../order/ports.ts";
import type { Product } from "../order/product.ts";
import type { CoverQuery } from "../order/requests.ts";
import type { TextFile } from "../order/text-file.ts";
import { coverSpread } from "../paper/cover.ts";
import { coverAreas } from "../paper/cover-areas.ts";
import { type MadeCover, viewOfPage, viewOfSpreads } from "./cover-in-units.ts";
import { coverTemplate, pageTemplate } from "./cover-template.ts";
import { showProduct } from "./show-product.ts";

export interface CoverAsked {
  readonly owner: Owner;
  readonly id: string;
  readonly query: CoverQuery;
}

/**
 * The cover of a product with so many pages: its geometry at one facility or at all that make it in the caller's mode,
 * or a template to draw on. Rejected `not_found`, `page_count_out_of_range` or `no_facility` say what would do.
 */
export async function showCover(
  facilities: Facilities,
  { owner, id, query }: CoverAsked,
): Promise<CoverView | TextFile> {
  const product = await showProduct(id);
  checkPages(product, query.pages);
  const makers = makersAsked(product, await facilities.list(owner.mode), query);
  if (product.cover === "separate") return separateCover(product, makers, query);
  if (query.format !== "json") return pageTemplate(product, query.format);
  return viewOfPage(product, product.cover, query.pages);
}

/** Stricter than orders, which are filled up with blank pages: a spine is wanted for the book as it is printed. */
function checkPages(product: Product, pages: number): void {
  const { min, max, step } = product.pages;
  if (pages >= min && pages <= max && pages % step === 0) return;
  const steps = step > 1 ? `, in steps of ${step}` : "";
  throw new Rejected("page_count_out_of_range", `${product.id} takes ${min} to ${max} pages${steps}.`, {
    pointer: "/pages",
    given: pages,
    wanted: { min, max, step },
  });
}

function makersAsked(
  product: Product,
  listed: readonly Facility[],
  { facilityId }: CoverQuery,
): readonly Facility[] {
  const makers = listed.filter((facility) => capabilityOf(facility, product));
  if (facilityId === undefined) return makers;
  const asked = makers.filter(({ id }) => id === facilityId);
  if (asked.length > 0) return asked;
  const isKnown = listed.some(({ id }) => id === facilityId);
  const blame = { pointer: "/facilityId", given: facilityId, wanted: makers.map(({ id }) => id) };
  if (isKnown) throw new Rejected("no_facility", `${facilityId} does not make ${product.id}.`, blame);
  throw new Rejected("not_found", `There is no facility ${facilityId}.`, blame);
}

function separateCover(
  product: Product,
  makers: readonly Facility[],
  { pages, format }: CoverQuery,
): CoverView | TextFile {
  const covers = makers.flatMap((facility) => coverAt(facility, product, pages));
  const [first] = covers;
  if (!first)
    throw new Rejected("no_facility", `No facility makes ${product.id} at present.`, { given: product.id });
  if (format === "json") return viewOfSpreads(product, pages, [first, ...covers.slice(1)]);
  if (covers.every(({ areas }) => isSame(areas, first.areas)))
    return coverTemplate(product, pages, { cover: first, format });
  throw new Rejected("invalid_request", "Facilities make this cover differently: name one.", {
    pointer: "/facilityId",
    given: null,
    wanted: covers.map(({ facilityId }) => facilityId),
  });
}

function coverAt(facility: Facility, product: Product, pages: number): MadeCover[] {
  const capability = capabilityOf(facility, product);
  const build = capability && fileProfileOf(facility, capability)?.cover;
  if (!build) return [];
  const spread = coverSpread(product, { pages, stock: capability.paper }, build);
  if (!spread) return [];
  const areas = coverAreas(spread, { ...product, pages }, build);
  return [{ facilityId: facility.id, paper: capability.paper.name, areas }];
}

/** Areas are plain numbers, in one order of fields. */
function isSame(a: MadeCover["areas"], b: MadeCover["areas"]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
