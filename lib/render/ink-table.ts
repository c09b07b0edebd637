import sharp from "sharp";
import type { Press } from "./colour.ts";
import { limitInk, ycck } from "./inks.ts";

/** Levels of each channel whose inks are looked up; between them they are interpolated. */
const nodes = 33;
const greenStep = nodes;
const redStep = nodes * greenStep;

/**
 * For 33 x 33 x 33 colours of sRGB, red slowest, the four values that the encoder is given: two in each number, one in
 * its lower and one in its upper half, so that one multiplication weighs both.
 */
export interface InkTable {
  readonly even: Uint32Array;
  readonly odd: Uint32Array;
}

/**
 * The press's inks for a grid of colours by its profile, within the ink limit and ready to encode. The colour engine
 * makes such a table too, but takes three times as long a pixel with it.
 */
export async function inkTable({ path }: Press, limitPercent: number): Promise<InkTable> {
  const grid = Buffer.alloc(nodes ** 3 * 3);
  const level = (node: number) => Math.round((node * 255) / (nodes - 1));
  for (let at = 0; at < nodes ** 3; at++)
    grid.set([Math.floor(at / nodes ** 2), Math.floor(at / nodes) % nodes, at % nodes].map(level), 3 * at);
  const px = { width: nodes ** 2, height: nodes };
  const image = sharp(grid, { raw: { ...px, channels: 3 } }).withIccProfile(path, { attach: false });
  const inks = { data: await image.raw().toBuffer(), px };
  limitInk(inks, limitPercent);
  const coded = Buffer.alloc(inks.data.length);
  ycck(inks.data, coded);
  const pairs = (from: number) =>
    Uint32Array.from(
      { length: nodes ** 3 },
      (_, at) => byte(coded, 4 * at + from) + byte(coded, 4 * at + from + 2) * 65_536,
    );
  return { even: pairs(0), odd: pairs(1) };
}

/** Never outside; the type does not know. */
function byte(of: Uint8Array | Uint32Array, at: number): number {
  return of[at] ?? 0;
}

/** For each value of a channel the node below it, and how far it is from there to the next, of 255. */
const below = Uint8Array.from({ length: 256 }, (_, value) => Math.min(nodes - 2, Math.floor(value / 8)));
const beyond = Uint8Array.from({ length: 256 }, (_, value) => {
  const node = below[value] ?? 0;
  const low = Math.round((node * 255) / (nodes - 1));
  const high = Math.round(((node + 1) * 255) / (nodes - 1));
  return Math.round(((value - low) * 255) / (high - low));
});

/** The way from the node below to the one above goes along the channel that is farthest on first, and so on. */
const first = Uint32Array.of(1, 0, greenStep, greenStep, 1, redStep, 0, redStep);
const second = Uint32Array.of(
  1 + greenStep,
  0,
  greenStep + 1,
  greenStep + redStep,
  1 + redStep,
  redStep + 1,
  0,
  redStep + greenStep,
);
const farthest = redStep + greenStep + 1;

/** Looks up every pixel of `rgb`, tetrahedron by tetrahedron, 4 bytes for each into `out`. */
export function lookUp({ even, odd }: InkTable, rgb: Uint8Array, out: Buffer): void {
  const pixels = new Uint32Array(out.buffer, out.byteOffset, out.length / 4);
  for (let at = 0, from = 0; at < pixels.length; at++, from += 3) {
    const r = byte(rgb, from);
    const g = byte(rgb, from + 1);
    const b = byte(rgb, from + 2);
    const node = byte(below, r) * redStep + byte(below, g) * greenStep + byte(below, b);
    const fr = byte(beyond, r);
    const fg = byte(beyond, g);
    const fb = byte(beyond, b);
    const order = (Number(fr >= fg) << 2) | (Number(fg >= fb) << 1) | Number(fr >= fb);
    const one = node + byte(first, order);
    const two = node + byte(second, order);
    const far = node + farthest;
    const most = Math.max(fr, fg, fb);
    const least = Math.min(fr, fg, fb);
    const middle = fr + fg + fb - most - least;
    const near = 255 - most;
    const toOne = most - middle;
    const toTwo = middle - least;
    const evens =
      Math.imul(byte(even, node), near) +
      Math.imul(byte(even, one), toOne) +
      Math.imul(byte(even, two), toTwo) +
      Math.imul(byte(even, far), least);
    const odds =
      Math.imul(byte(odd, node), near) +
      Math.imul(byte(odd, one), toOne) +
      Math.imul(byte(odd, two), toTwo) +
      Math.imul(byte(odd, far), least);
    pixels[at] = by255(evens) | (by255(odds) << 8);
  }
}

/** Both halves divided by 255, which is what the weights add up to. */
function by255(sums: number): number {
  const low = (sums & 0xffff) + 128;
  const high = (sums >>> 16) + 128;
  return ((low + (low >> 8)) >> 8) | (((high + (high >> 8)) >> 8) << 16);
}
