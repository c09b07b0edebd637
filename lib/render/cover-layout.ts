import type { Spread } from "../paper/cover.ts";
import type { Rect } from "../paper/length.ts";

/** Where the parts of a cover go, in mm from the top left corner of the media. */
export interface CoverLayout {
  /** Picture of the front: from the spine's fold over the edge; null where there is none. */
  readonly image: Rect | null;
  /** Where title and subtitle stand. */
  readonly text: Rect;
  readonly spine: Rect;
}

/** Share of the front that a picture above a title takes. */
const imageShare = 0.72;
/** Text keeps this from folds and edges: the joint of a case is 10 wide. */
const marginMm = 10;

/** Lays out a cover made from parts. A picture without text covers the whole front. */
export function layOut(
  spread: Spread,
  { hasImage, hasText }: { hasImage: boolean; hasText: boolean },
): CoverLayout {
  const front = moved(spread.front, spread.bleedMm);
  const spine = moved(spread.spine, spread.bleedMm);
  const side = frontSide(spread, spine);
  const split = front.top + front.height * imageShare;
  const image = { ...side, height: hasText ? split : side.height };
  return { image: hasImage ? image : null, text: textArea(front, hasImage ? split : front.top), spine };
}

/** Everything that folds round the front: from the spine's fold to the edge of the media. */
function frontSide({ trimMm, bleedMm, front, back }: Spread, spine: Rect): Rect {
  const width = trimMm.width + 2 * bleedMm;
  const height = trimMm.height + 2 * bleedMm;
  if (front.left < back.left) return { left: 0, top: 0, width: spine.left, height };
  const left = spine.left + spine.width;
  return { left, top: 0, width: width - left, height };
}

function textArea(front: Rect, top: number): Rect {
  const height = front.top + front.height - top;
  return {
    left: front.left + marginMm,
    top: top + Math.min(marginMm, height * 0.12),
    width: front.width - 2 * marginMm,
    height: height - 2 * Math.min(marginMm, height * 0.12),
  };
}

function moved(rect: Rect, by: number): Rect {
  return { ...rect, left: rect.left + by, top: rect.top + by };
}
