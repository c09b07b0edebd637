import type { Size } from "./length.ts";

/** A product as far as its weight goes. */
export interface Weighty {
  readonly binding: string;
  readonly cover: string;
  readonly edge: string;
  readonly trimMm: Size;
  readonly pages: number;
  readonly gsm: number;
}

// What is added to the leaves: usual stocks of the trade, in g/m2, and of a canvas its bar in g/m.
const softCoverGsm = 300;
/** Grey boards of 2 mm with the paper that wraps them. */
const caseGsm = 1250 + 150;
const barGramsPerMetre = 450;

/** Weight of one copy in grams: w x h x gsm x leaves, and the cover. An A4 leaf of 170 g is 10.60 g. */
export function weightGrams(product: Weighty): number {
  const { trimMm, gsm } = product;
  const areaM2 = (trimMm.width * trimMm.height) / 1_000_000;
  return areaM2 * gsm * leavesOf(product) + coverGrams(product, areaM2);
}

function leavesOf({ binding, edge, pages }: Weighty): number {
  // A layflat's page is a leaf of its own, glued to the next; a calendar's leaves are printed on one side.
  if (binding === "layflat" || edge === "top") return pages;
  return Math.ceil(pages / 2);
}

function coverGrams({ binding, cover, trimMm }: Weighty, areaM2: number): number {
  if (binding === "canvas") return ((2 * (trimMm.width + trimMm.height)) / 1000) * barGramsPerMetre;
  if (cover !== "separate") return 0;
  return 2 * areaM2 * (binding === "perfect_bound" ? softCoverGsm : caseGsm);
}
