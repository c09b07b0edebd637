import type { Size } from "../paper/length.ts";

/** Raw CMYK pixels, 4 bytes each, full ink at 255. */
export interface RawInks {
  readonly data: Buffer;
  readonly px: Size;
}

/** Percent of ink that JPEG may add at a single pixel where colours meet. */
const encodingPercent = 3;

/**
 * Keeps every pixel's inks within the limit in place: black stays, the colours share what is left, so that depth
 * and hue stay. Answers how many pixels had more.
 */
export function limitInk({ data }: RawInks, limitPercent: number): number {
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

/**
 * Inks as brightness, colour differences and black, inverted because the encoder inverts. It takes them for CMYK and
 * stores them untransformed.
 */
export function ycck(inks: Uint8Array, out: Uint8Array): void {
  for (let at = 0; at < inks.length; at += 4) {
    const c = inkAt(inks, at);
    const m = inkAt(inks, at + 1);
    const y = inkAt(inks, at + 2);
    // JPEG's own matrix, in 1/65536.
    out[at] = 255 - ((19595 * c + 38470 * m + 7471 * y + 32768) >> 16);
    out[at + 1] = 255 - ((8388608 + 32767 - 11059 * c - 21709 * m + 32768 * y) >> 16);
    out[at + 2] = 255 - ((8388608 + 32767 + 32768 * c - 27439 * m - 5329 * y) >> 16);
    out[at + 3] = inkAt(inks, at + 3);
  }
}

const headerBytes = 160;

/** A TIFF that says CMYK, the only way to give the encoder four channels, and where its pixels are to be put. */
export function emptyTiff(px: Size): { readonly tiff: Buffer; readonly pixels: Buffer } {
  const bytes = px.width * px.height * 4;
  const tiff = Buffer.allocUnsafe(headerBytes + bytes);
  tiffHeader(px, bytes).copy(tiff);
  return { tiff, pixels: tiff.subarray(headerBytes) };
}

const short = 3;
const long = 4;

/** One strip of 8-bit CMYK, uncompressed. */
function tiffHeader({ width, height }: Size, bytes: number): Buffer {
  const bitsAt = headerBytes - 8;
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 4, bitsAt],
    [259, short, 1, 1],
    [262, short, 1, 5],
    [273, long, 1, headerBytes],
    [277, short, 1, 4],
    [278, long, 1, height],
    [279, long, 1, bytes],
    [284, short, 1, 1],
  ];
  const header = Buffer.alloc(headerBytes);
  header.write("II*\0\b\0\0\0", "latin1");
  header.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + 12 * index;
    header.writeUInt16LE(tag, at);
    header.writeUInt16LE(type, at + 2);
    header.writeUInt32LE(count, at + 4);
    header.writeUInt32LE(value, at + 8);
  }
  for (let channel = 0; channel < 4; channel++) header.writeUInt16LE(8, bitsAt + 2 * channel);
  return header;
}
