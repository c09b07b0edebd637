import type { Measured } from "../order/measured.ts";
import type { Size } from "../paper/length.ts";

/** Width and height of a measured picture once it stands upright. */
export function uprightSize({ pointer, image }: Pick<Measured, "pointer" | "image">): Size {
  if (!image) throw new Error(`the source at ${pointer} was not measured as a picture`);
  const { widthPx: width, heightPx: height, orientation } = image;
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}
