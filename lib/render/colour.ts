import sharp, { type Sharp } from "sharp";
import type { FileProfile } from "../order/facility.ts";

/** How pictures are printed: the colours they are turned into and the profile that says what those mean. */
export interface Ink {
  readonly components: 3;
  readonly profile: Uint8Array;
  readonly turn: (image: Sharp) => Sharp;
}

/**
 * Colours of pictures under a file profile. ICC-tagged sRGB for every one of them so far: here is where pictures
 * for presses (`pictures: "cmyk"`) become inks, by `.withIccProfile(path, { attach: false })` alone.
 */
export async function inkOf(_: FileProfile): Promise<Ink> {
  return { components: 3, profile: await srgbProfile(), turn: (image) => image.toColourspace("srgb") };
}

/** libvips' own small sRGB profile, 480 bytes. */
async function srgbProfile(): Promise<Uint8Array> {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: "#ffffff" } });
  const { icc } = await sharp(await dot.withIccProfile("srgb").png().toBuffer()).metadata();
  if (!icc) throw new Error("the image library wrote no sRGB profile");
  return icc;
}
