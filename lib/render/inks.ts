import type { InkPlanes } from "./ink-loop.ts";

/** Percent of ink that JPEG may add at a single pixel where colours meet. */
const encodingPercent = 3;

/**
 * Keeps every pixel's four inks, full at 255, within the limit in place: black stays, the colours share what is left, so that depth
 * and hue stay. Answers how many pixels had more.
 */
export function limitInk(data: Uint8Array, limitPercent: number): number {
  const limit = Math.floor(((limitPercent - encodingPercent) * 255) / 100);
  let over = 0;
  for (let at = 0; at + 3 < data.length; at += 4) {
    const colours = inkAt(data, at) + inkAt(data, at + 1) + inkAt(data, at + 2);
    const room = limit - inkAt(data, at + 3);
    if (colours <= room) continue;
    over += 1;
    for (let ink = at; ink < at + 3; ink++) data[ink] = Math.floor((inkAt(data, ink) * room) / colours);
  }
  return over;
}

function inkAt(data: Uint8Array, at: number): number {
  return data[at] ?? 0;
}

/** JPEG's own matrix, in 1/65536 of a level: what of three inks is brightness, and what is its colour. */
export function brightness(c: number, m: number, y: number): number {
  return 19595 * c + 38470 * m + 7471 * y;
}

export function towardsBlue(c: number, m: number, y: number): number {
  return 8388608 - 11059 * c - 21709 * m + 32768 * y;
}

export function towardsRed(c: number, m: number, y: number): number {
  return 8388608 + 32768 * c - 27439 * m - 5329 * y;
}

/** Inks as brightness, colour differences and black, in their memory; the colours inverted because the encoder inverts. */
export function ycck(inks: Buffer): InkPlanes {
  const black = Buffer.allocUnsafe(inks.length / 4);
  for (let pixel = 0; pixel < black.length; pixel++) {
    const [at, to] = [4 * pixel, 3 * pixel];
    const [c, m, y] = [inkAt(inks, at), inkAt(inks, at + 1), inkAt(inks, at + 2)];
    black[pixel] = inkAt(inks, at + 3);
    inks[to] = 255 - ((brightness(c, m, y) + 32768) >> 16);
    inks[to + 1] = 255 - ((towardsBlue(c, m, y) + 32767) >> 16);
    inks[to + 2] = 255 - ((towardsRed(c, m, y) + 32767) >> 16);
  }
  return { colours: inks.subarray(0, 3 * black.length), black };
}
