import { tidyMm } from "./length.ts";

/** What thickness depends on: weight in g/m2 and bulk in cm3/g. */
interface Stock {
  readonly gsm: number;
  readonly bulk: number;
}

/** How a facility builds the spines of its covers. */
export interface SpineBuild {
  readonly softAllowanceMm: number;
  readonly caseAllowanceMm: number;
  /** Ascending by maxPages; thicker books than the last row go by caliper. */
  readonly caseSteps: readonly { readonly maxPages: number; readonly spineMm: number }[];
}

export interface Block {
  readonly pages: number;
  readonly stock: Stock;
}

/** Thickness of one leaf in mm. */
function caliperMm({ gsm, bulk }: Stock): number {
  return (gsm * bulk) / 1000;
}

/** Thickness of a book's pages without its cover; two pages are printed on each leaf. */
export function blockMm({ pages, stock }: Block): number {
  return (pages / 2) * caliperMm(stock);
}

/**
 * Spine of a bound book in mm, null where the binding has none. A layflat spread is glued from two rigid
 * leaves, so its block has one leaf for each page.
 */
export function spineMm(binding: string, block: Block, build: SpineBuild): number | null {
  if (binding === "perfect_bound") return tidyMm(blockMm(block) + build.softAllowanceMm);
  if (binding === "case") return caseSpineMm(block, build);
  if (binding === "layflat") return tidyMm(2 * blockMm(block) + build.caseAllowanceMm);
  return null;
}

function caseSpineMm(block: Block, build: SpineBuild): number {
  const step = build.caseSteps.find(({ maxPages }) => block.pages <= maxPages);
  return step?.spineMm ?? tidyMm(blockMm(block) + build.caseAllowanceMm);
}
