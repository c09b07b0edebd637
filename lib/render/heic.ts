import { readFile } from "node:fs/promises";
import { type Pixels, withHeic } from "../heic/open-heic.ts";

/** A HEIC picture as something that sharp reads, and what its colours mean. */
export interface DecodedHeic {
  /** Upright; uncompressed, its profile inside. */
  readonly tiff: Buffer;
  readonly profile: Buffer | undefined;
}

/** Decodes a HEIC picture, upright, in its own colours. */
export async function decodeHeic(path: string): Promise<DecodedHeic> {
  const file = await readFile(path);
  return withHeic(file, (heic) => ({ tiff: tiffOf(heic.decode(), heic.profile), profile: heic.profile }));
}

type Entry = readonly [tag: number, type: number, values: readonly number[] | Buffer];

const short = 3;
const long = 4;
const undefinedBytes = 7;
const headBytes = 8;
// A reader holds one strip at a time.
const rowsAStrip = 64;

/** A baseline TIFF, little endian: header, pixels in strips, directory, and what its entries point to. */
function tiffOf({ data, width, height, channels }: Pixels, profile: Buffer | undefined): Buffer {
  const rowBytes = width * channels;
  const strips = Array.from({ length: Math.ceil(height / rowsAStrip) }, (_, strip) => strip * rowsAStrip);
  const entries: Entry[] = [
    [256, long, [width]],
    [257, long, [height]],
    [258, short, Array.from({ length: channels }, () => 8)],
    [259, short, [1]],
    [262, short, [2]],
    [273, long, strips.map((row) => headBytes + row * rowBytes)],
    [277, short, [channels]],
    [278, long, [rowsAStrip]],
    [279, long, strips.map((row) => Math.min(rowsAStrip, height - row) * rowBytes)],
    [284, short, [1]],
    // Alpha that colours are not multiplied with.
    ...(channels === 4 ? [[338, short, [2]] as const] : []),
    ...(profile ? [[34675, undefinedBytes, profile] as const] : []),
  ];
  const head = Buffer.from("II*\0\0\0\0\0", "latin1");
  const padding = Buffer.alloc(data.length % 2);
  const directoryAt = headBytes + data.length + padding.length;
  head.writeUInt32LE(directoryAt, 4);
  return Buffer.concat([head, data, padding, directory(entries, directoryAt)]);
}

const entryBytes = 12;

function directory(entries: readonly Entry[], at: number): Buffer {
  const rows = Buffer.alloc(2 + entries.length * entryBytes + 4);
  rows.writeUInt16LE(entries.length);
  const beside: Buffer[] = [];
  let free = at + rows.length;
  for (const [place, [tag, type, values]] of entries.entries()) {
    const row = 2 + place * entryBytes;
    const value = bytesOf(type, values);
    rows.writeUInt16LE(tag, row);
    rows.writeUInt16LE(type, row + 2);
    rows.writeUInt32LE(values.length, row + 4);
    if (value.length <= 4) {
      value.copy(rows, row + 8);
      continue;
    }
    rows.writeUInt32LE(free, row + 8);
    beside.push(value);
    free += value.length;
  }
  return Buffer.concat([rows, ...beside]);
}

/** Of even length, as places in a TIFF must be. */
function bytesOf(type: number, values: readonly number[] | Buffer): Buffer {
  if (values instanceof Buffer) return Buffer.concat([values, Buffer.alloc(values.length % 2)]);
  const width = type === short ? 2 : 4;
  const bytes = Buffer.alloc(values.length * width);
  for (const [place, value] of values.entries()) bytes.writeUIntLE(value, place * width, width);
  return bytes;
}
