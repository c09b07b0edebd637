import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { JobSource } from "./job.ts";
import { type JpegHeader, jpegHeader } from "./jpeg-header.ts";

/** A picture's file, looked into as far as its colours need. */
export interface OpenedPicture {
  /** What sharp reads: the file's bytes, or where it lies. */
  readonly input: Buffer | string;
  readonly jpeg: { readonly bytes: Buffer; readonly header: JpegHeader } | undefined;
  readonly isCmyk: boolean;
  /** What its colours mean; undefined where it does not say. */
  readonly profile: Buffer | undefined;
}

// 150 megapixels is twice the largest camera; beyond it a picture is a bomb or a scan for a wall.
const maxPixels = 150e6;

/** How every picture of a stranger is read. */
export const reading = { limitInputPixels: maxPixels, failOn: "error", autoOrient: true } as const;

// Two pages are in flight: 2 x 64 MB is what their files may take. Larger ones are read from the disk.
const maxHeldBytes = 64e6;

/** Opens a picture. JPEGs are read once, markers and all; asking sharp would open them a second time. */
export async function openPicture({ path, measured }: JobSource): Promise<OpenedPicture> {
  const isCmyk = measured.image?.space === "cmyk";
  if (measured.type === "image/jpeg" && measured.bytes <= maxHeldBytes) {
    const bytes = await readFile(path);
    const header = jpegHeader(bytes);
    if (header) return { input: bytes, jpeg: { bytes, header }, isCmyk, profile: header.profile };
  }
  const { icc } = await sharp(path, reading).metadata();
  return { input: path, jpeg: undefined, isCmyk, profile: icc };
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
