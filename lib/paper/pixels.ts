import type { Rect, Size } from "./length.ts";

/** A picture in memory, three bytes a pixel, row by row; it is painted where it lies. */
export interface Pixels extends Size {
  readonly data: Uint8Array;
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** Width of outlines. */
const linePx = 2;
const dashPx = 8;
const gapPx = 5;

/** Covers an area, clipped to the picture; below 1 the picture shines through. */
export function fillArea(
  pixels: Pixels,
  area: Rect,
  { rgb, opacity = 1 }: { rgb: Rgb; opacity?: number },
): void {
  const { left, top, width, height } = within(area, pixels);
  for (let y = top; y < top + height; y++)
    for (let x = left; x < left + width; x++)
      blend(pixels.data, (y * pixels.width + x) * 3, { rgb, opacity });
}

/** Draws the four sides of an area. */
export function outlineArea(
  pixels: Pixels,
  area: Rect,
  { rgb, dashed = false }: { rgb: Rgb; dashed?: boolean },
): void {
  const { left, top, width, height } = area;
  const across = { left, width: width + linePx, height: linePx };
  const down = { top, width: linePx, height: height + linePx };
  const sides = [
    { ...across, top },
    { ...across, top: top + height },
    { ...down, left },
    { ...down, left: left + width },
  ].map((side) => ({ ...side, left: side.left - linePx / 2, top: side.top - linePx / 2 }));
  for (const piece of dashed ? sides.flatMap((side) => dashesOf(within(side, pixels))) : sides)
    fillArea(pixels, piece, { rgb });
}

/** Draws a straight line as squares of the line's width. */
export function strokeLine(
  pixels: Pixels,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  rgb: Rgb,
): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))));
  for (let step = 0; step <= steps; step++) {
    const [x, y] = [x1 + ((x2 - x1) * step) / steps, y1 + ((y2 - y1) * step) / steps];
    fillArea(pixels, { left: x - linePx / 2, top: y - linePx / 2, width: linePx, height: linePx }, { rgb });
  }
}

function dashesOf(side: Rect): Rect[] {
  const isAcross = side.width > side.height;
  const length = isAcross ? side.width : side.height;
  return Array.from({ length: Math.ceil(length / (dashPx + gapPx)) }, (_, at) => {
    const from = at * (dashPx + gapPx);
    const size = Math.min(dashPx, length - from);
    return isAcross
      ? { ...side, left: side.left + from, width: size }
      : { ...side, top: side.top + from, height: size };
  });
}

/** `at` is the byte that the pixel begins with. */
function blend(data: Uint8Array, at: number, { rgb, opacity }: { rgb: Rgb; opacity: number }): void {
  for (const [channel, value] of rgb.entries())
    data[at + channel] = Math.round((data[at + channel] ?? 0) * (1 - opacity) + value * opacity);
}

/** The whole pixels of an area that are in the picture: files name places of any size. */
function within({ left, top, width, height }: Rect, picture: Size): Rect {
  const [x, y] = [clamped(left, picture.width), clamped(top, picture.height)];
  const right = clamped(left + width, picture.width);
  return { left: x, top: y, width: right - x, height: clamped(top + height, picture.height) - y };
}

/** A whole pixel inside the picture; what a stranger's numbers make of places may be anything. */
function clamped(place: number, most: number): number {
  return Number.isFinite(place) ? Math.round(Math.min(Math.max(place, 0), most)) : 0;
}
