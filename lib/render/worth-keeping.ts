import { type Placement, pixelsFor } from "../paper/placement.ts";
import { targetDpi } from "../paper/resolution.ts";

/** Bytes for each printed pixel up to which a file is left as it is: what encoding makes of the most detailed photographs. */
const worthBytesPerPixel = 0.28;
/** More is not seen in print and still has to be sent. */
const worthDpi = targetDpi * 1.1;

/** True where a picture's own bytes are about as few as encoding would make of them. */
export function isWorthKeeping(bytes: number, placement: Placement): boolean {
  const { width, height } = pixelsFor(placement, targetDpi);
  return placement.dpi <= worthDpi && bytes <= width * height * worthBytesPerPixel;
}
