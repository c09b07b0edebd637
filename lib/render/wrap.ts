import type { Rect } from "../paper/length.ts";
import type { Areas } from "../paper/placement.ts";
import { faceRect, mediaMm, sheetOf } from "../paper/sheet.ts";
import type { Job } from "./job.ts";

/** What of a job decides where its pictures go. */
type Wish = Pick<Job, "product" | "fit" | "options">;

/** What is printed beyond a picture's own edges: they are mirrored outwards, or one colour is, until this is filled. */
export interface Wrap {
  readonly mirrorTo?: Rect | undefined;
  readonly wrapColour?: string | undefined;
}

/** A picture this near to the edge of a canvas's face reaches it. */
const sameEdgeMm = 0.5;

/** Where pictures may be laid: up to the bleed's edge, or on a canvas what its wrap leaves of that. */
export function pictureAreas(wish: Wish): Areas {
  const face = faceRect(wish.product);
  const media = { left: 0, top: 0, ...mediaMm(sheetOf(wish.product)) };
  const kind = wrapKind(wish);
  if (kind === null) return { media, face };
  return kind === "image" ? { media, face: media } : { media: face, face };
}

/** What goes round the bar of a canvas beyond a picture that lies there; nothing on other products. */
export function wrapRound(wish: Wish, onto: Rect): Wrap {
  const kind = wrapKind(wish);
  const face = faceRect(wish.product);
  if (kind === "mirror") return { mirrorTo: mirrored(onto, face) };
  if (kind !== "colour") return {};
  const mirrorTo = { left: 0, top: 0, ...mediaMm(sheetOf(wish.product)) };
  return { mirrorTo, wrapColour: wish.options?.wrapColour ?? wish.product.options.wrapColour?.[0] ?? white };
}

const white = "#ffffff";

/** Without a choice a picture that is to fit is mirrored, any other runs on round the bar. */
function wrapKind({ product, fit, options }: Wish): string | null {
  if (product.binding !== "canvas") return null;
  return options?.wrap ?? (fit === "fit" ? "mirror" : "image");
}

/** A picture that fits reaches two edges of the face or four: only there it runs back. */
function mirrored(onto: Rect, face: Rect): Rect {
  const acrossMm = onto.left - face.left < sameEdgeMm ? face.left : 0;
  const downMm = onto.top - face.top < sameEdgeMm ? face.top : 0;
  return {
    left: onto.left - acrossMm,
    top: onto.top - downMm,
    width: onto.width + 2 * acrossMm,
    height: onto.height + 2 * downMm,
  };
}
