import type { Build, Spread } from "./cover.ts";
import { type Rect, type Size, tidyMm } from "./length.ts";
import { mediaMm } from "./sheet.ts";
import { spineLine, spineTextMinPages } from "./spine-text.ts";

/** Everything that a designer wants to know of a flat cover. Rectangles in mm from the media's top left corner. */
export interface CoverAreas {
  readonly media: Size;
  readonly bleedMm: number;
  readonly trim: Rect;
  /** Boards of a case, sides of a soft cover. */
  readonly front: Rect;
  readonly back: Rect;
  readonly spine: Rect;
  /** Between board and spine, left one first; a soft cover has none. */
  readonly joints: readonly Rect[];
  readonly turnInMm: number;
  readonly overhangMm: number;
  readonly safe: { readonly front: Rect; readonly back: Rect };
  /** Stays unprinted inside a perfect-bound cover, or the glue does not hold. */
  readonly glue: Rect | null;
  readonly spineText: { readonly fromPages: number; readonly area: Rect | null };
}

/** What areas depend on besides the spread itself. */
export interface Bound {
  readonly binding: string;
  readonly safeMm: number;
  readonly pages: number;
}

/** Text keeps this from the folds of a case: cloth moves round the boards. */
const fromCaseFoldsMm = 10;
const glueBesideSpineMm = 5;

/** The areas of a flat cover that `coverSpread` laid out. */
export function coverAreas(spread: Spread, bound: Bound, build: Build): CoverAreas {
  const { bleedMm, trimMm } = spread;
  const isSoft = bound.binding === "perfect_bound";
  const front = moved(spread.front, bleedMm);
  const back = moved(spread.back, bleedMm);
  const spine = moved(spread.spine, bleedMm);
  const fold = isSoft ? bound.safeMm : fromCaseFoldsMm;
  const safe = (panel: Rect) => safeIn(panel, { safeMm: bound.safeMm, fold, spine });
  return {
    media: mediaMm({ trimMm, bleedMm }),
    bleedMm,
    trim: { left: bleedMm, top: bleedMm, ...trimMm },
    front,
    back,
    spine,
    joints: jointsBetween(front, back, spine),
    turnInMm: isSoft ? 0 : build.turnInMm,
    overhangMm: isSoft ? 0 : build.overhangMm,
    safe: { front: safe(front), back: safe(back) },
    glue: isSoft ? { ...spine, ...wider(spine, glueBesideSpineMm) } : null,
    spineText: { fromPages: spineTextMinPages(bound.binding), area: textArea(bound, spine) },
  };
}

function jointsBetween(front: Rect, back: Rect, spine: Rect): Rect[] {
  const [first, second] = front.left < back.left ? [front, back] : [back, front];
  const gaps = [
    [first.left + first.width, spine.left],
    [spine.left + spine.width, second.left],
  ] as const;
  const joints = gaps.map(([from, to]) => ({ ...spine, left: tidyMm(from), width: tidyMm(to - from) }));
  return joints.filter(({ width }) => width > 0);
}

function safeIn(panel: Rect, { safeMm, fold, spine }: { safeMm: number; fold: number; spine: Rect }): Rect {
  const leftOfSpine = panel.left < spine.left;
  return {
    left: tidyMm(panel.left + (leftOfSpine ? safeMm : fold)),
    top: tidyMm(panel.top + safeMm),
    width: tidyMm(panel.width - safeMm - fold),
    height: tidyMm(panel.height - 2 * safeMm),
  };
}

function textArea({ binding, pages }: Bound, spine: Rect): Rect | null {
  const line = spineLine(binding, pages, spine);
  if (!line) return null;
  const { heightMm: width, lengthMm: height } = line;
  return {
    left: tidyMm(spine.left + (spine.width - width) / 2),
    top: tidyMm(spine.top + (spine.height - height) / 2),
    width: tidyMm(width),
    height: tidyMm(height),
  };
}

function wider({ left, width }: Rect, byMm: number): Pick<Rect, "left" | "width"> {
  return { left: tidyMm(left - byMm), width: tidyMm(width + 2 * byMm) };
}

function moved(rect: Rect, by: number): Rect {
  return { ...rect, left: tidyMm(rect.left + by), top: tidyMm(rect.top + by) };
}
