import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { maxPixels } from "../order/limits.ts";
import { imageLibrary } from "./image-library.ts";
import type { JobSource } from "./job.ts";
import { type JpegHeader, jpegHeader } from "./jpeg-header.ts";

/** A picture's file, looked into as far as its colours need. */
export interface OpenedPicture {
  readonly path: string;
  /** What sharp reads: the file, or what it was decoded to. */
  readonly input: string | Buffer;
  readonly jpeg:
    | {
        /** The file's beginning, past where its pixels begin. */
        readonly head: Buffer;
        /** Of the whole file. */
        readonly bytes: number;
        readonly header: JpegHeader;
        /** It ends in the mark of a JPEG's end: neither cut short nor with anything behind it. */
        readonly isWhole: boolean;
      }
    | undefined;
  readonly isCmyk: boolean;
  /** Red, green and blue have 16 bits each. */
  readonly isDeep: boolean;
  /** What its colours mean; undefined where it does not say. */
  readonly profile: Buffer | undefined;
}

const endOfImage = Buffer.from([0xff, 0xd9]);

/** How every picture of a stranger is read. */
export const reading = { limitInputPixels: maxPixels, failOn: "error", autoOrient: true } as const;

// Thumbnails and profiles stand before the pixels. Nearly all end within the first reach.
const reaches = [64_000, 2_000_000];

/** Opens a picture. Of JPEGs the markers are read here: asking sharp for the profile would open them once more. */
export async function openPicture({ path, measured }: JobSource): Promise<OpenedPicture> {
  const space = measured.image?.space;
  const told = { path, isCmyk: space === "cmyk", isDeep: space === "rgb16" };
  const jpeg = measured.type === "image/jpeg" ? openedJpeg(path) : undefined;
  if (jpeg) return { ...told, input: path, jpeg, profile: jpeg.header.profile };
  if (measured.type === "image/heic") {
    // Its decoder is loaded for those who need it.
    const { decodeHeic } = await import("./heic.ts");
    const { tiff, profile } = await decodeHeic(path);
    return { ...told, input: tiff, jpeg, profile };
  }
  const sharp = await imageLibrary();
  const { icc } = await sharp(path, reading).metadata();
  return { ...told, input: path, jpeg, profile: icc };
}

/** Without a thread for each step: the steps cost less than sending for them, five times a page. */
function openedJpeg(path: string): OpenedPicture["jpeg"] {
  const file = openSync(path, "r");
  try {
    const { size: bytes } = fstatSync(file);
    const tail = readAt(file, Math.max(0, bytes - 2), 2);
    for (const reach of reaches) {
      const head = readAt(file, 0, Math.min(bytes, reach));
      const header = jpegHeader(head);
      if (header) return { head, bytes, header, isWhole: tail.equals(endOfImage) };
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, position));
}

/** Without a profile RGB is sRGB. */
export function isSrgb({ profile, isCmyk }: OpenedPicture): boolean {
  return !isCmyk && (profile === undefined || names(profile, ["sRGB"]));
}

/** CMYK without a profile was made for the press it is sent to. */
export function isForPress({ profile, isCmyk }: OpenedPicture, press: { names: readonly string[] }): boolean {
  return isCmyk && (profile === undefined || names(profile, press.names));
}

/** By the name in the profile's description, in either of its two encodings. */
function names(icc: Buffer, wanted: readonly string[]): boolean {
  const head = icc.subarray(0, 4096);
  return wanted.some((name) => head.includes(name) || head.includes(Buffer.from(name, "utf16le").swap16()));
}
