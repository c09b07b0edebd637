import type { PlacedPicture } from "../order/preflight.ts";
import { ptToMm } from "../paper/length.ts";
import type { Mark, Picture } from "./content/marks.ts";
import type { BoxPt, PageShown } from "./report.ts";

/** Pictures that a report lists; a page of tiles may have as many. */
const maxPictures = 1000;
/** Pictures this small are rules, dots and gradients that were drawn as pictures. */
const tinyPx = 16;

/** Where pictures are and how fine, for whoever reads a report. */
export class PlacedPictures {
  readonly #pictures: Picture[] = [];

  add(mark: Mark): void {
    if (mark.kind !== "picture" || !mark.visible || mark.stencil || isTiny(mark)) return;
    if (this.#pictures.length < maxPictures) this.#pictures.push(mark);
  }

  on(pages: readonly PageShown[]): PlacedPicture[] {
    return this.#pictures.flatMap((picture) => {
      const page = pages[picture.page - 1];
      return page ? [placed(picture, page.view)] : [];
    });
  }
}

export function isTiny({ widthPx, heightPx }: Picture): boolean {
  return widthPx <= tinyPx || heightPx <= tinyPx;
}

function placed({ page, dpi, box }: Picture, [left, , , top]: BoxPt): PlacedPicture {
  const [l, b, r, t] = box;
  return {
    page,
    dpi: Math.round(dpi),
    leftMm: tenths(l - left),
    topMm: tenths(top - t),
    widthMm: tenths(r - l),
    heightMm: tenths(t - b),
  };
}

function tenths(pt: number): number {
  return Math.round(ptToMm(pt) * 10) / 10;
}
