import type { Size } from "../paper/length.ts";

/** Raw CMYK pixels, 4 bytes each, full ink at 255. */
export interface RawInks {
  readonly data: Buffer;
  readonly px: Size;
}

/**
 * Keeps every pixel's inks within the limit in place: black stays, the colours share what is left, so that depth
 * and hue stay. Answers how many pixels had more.
 */
export function limitInk({ data }: RawInks, limitPercent: number): number {
  const limit = Math.floor((limitPercent * 255) / 100);
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

function inkAt(data: Buffer, at: number): number {
  return data[at] ?? 0;
}

const headerBytes = 160;

/**
 * The pixels as brightness, colour differences and black, laid out as a TIFF that says CMYK: the encoder takes four
 * channels only so, and stores them untransformed. Inverted, because it inverts.
 */
export function ycckTiff({ data, px }: RawInks): Buffer {
  const tiff = Buffer.allocUnsafe(headerBytes + data.length);
  tiffHeader(px, data.length).copy(tiff);
  for (let from = 0, to = headerBytes; from < data.length; from += 4, to += 4) {
    const c = inkAt(data, from);
    const m = inkAt(data, from + 1);
    const y = inkAt(data, from + 2);
    // JPEG's own matrix, in 1/65536.
    tiff[to] = 255 - ((19595 * c + 38470 * m + 7471 * y + 32768) >> 16);
    tiff[to + 1] = 255 - ((8388608 + 32767 - 11059 * c - 21709 * m + 32768 * y) >> 16);
    tiff[to + 2] = 255 - ((8388608 + 32767 + 32768 * c - 27439 * m - 5329 * y) >> 16);
    tiff[to + 3] = inkAt(data, from + 3);
  }
  return tiff;
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
