import type { CoverView, SpreadView } from "../order/cover-view.ts";
import type { Product } from "../order/product.ts";
import type { CoverAreas } from "../paper/cover-areas.ts";
import { pageAreas } from "../paper/page-areas.ts";
import { lengthIn, rectIn, sizeIn } from "../paper/units.ts";

/** The flat cover that one facility would make. */
export interface MadeCover {
  readonly facilityId: string;
  readonly paper: string;
  readonly areas: CoverAreas;
}

/** Flat covers, facility by facility, and how far they differ. */
export function viewOfSpreads(
  { id }: Product,
  pages: number,
  covers: readonly [MadeCover, ...MadeCover[]],
): CoverView {
  const over = (of: (areas: CoverAreas) => number) => rangeOf(covers.map(({ areas }) => of(areas)));
  return {
    productId: id,
    pages,
    cover: "separate",
    range: {
      spineWidth: over(({ spine }) => spine.width),
      width: over(({ media }) => media.width),
      height: over(({ media }) => media.height),
    },
    facilities: covers.map(spreadView),
  };
}

/** The page that is the cover, or all there is, of a product without a cover of its own. */
export function viewOfPage(product: Product, cover: "self" | "none", pages: number): CoverView {
  const areas = pageAreas(product);
  const page = {
    media: sizeIn(areas.media),
    bleed: lengthIn(areas.bleedMm),
    trim: rectIn(areas.trim),
    face: rectIn(areas.face),
    safe: rectIn(areas.safe),
  };
  const about = { productId: product.id, pages, page };
  return cover === "none" ? { ...about, cover } : { ...about, cover, frontPage: 1, backPage: pages };
}

function rangeOf(lengthsMm: readonly number[]) {
  return { min: lengthIn(Math.min(...lengthsMm)), max: lengthIn(Math.max(...lengthsMm)) };
}

function spreadView({ facilityId, paper, areas }: MadeCover): SpreadView {
  const { spineText, glue, safe } = areas;
  return {
    facilityId,
    paper,
    spineWidth: lengthIn(areas.spine.width),
    media: sizeIn(areas.media),
    bleed: lengthIn(areas.bleedMm),
    trim: rectIn(areas.trim),
    front: rectIn(areas.front),
    back: rectIn(areas.back),
    spine: rectIn(areas.spine),
    joints: areas.joints.map(rectIn),
    turnIn: lengthIn(areas.turnInMm),
    overhang: lengthIn(areas.overhangMm),
    safe: { front: rectIn(safe.front), back: rectIn(safe.back) },
    glue: glue && rectIn(glue),
    spineText: { fromPages: spineText.fromPages, area: spineText.area && rectIn(spineText.area) },
  };
}
