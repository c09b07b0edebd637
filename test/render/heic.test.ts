import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeHeic } from "../../lib/render/heic.ts";
import { heicPath, jpegPath } from "../heic/sample.ts";

test("a HEIC picture becomes a TIFF that says how large it is and what its colours mean", async () => {
  const { tiff, profile } = await decodeHeic(heicPath);
  const { format, width, height, channels, depth, orientation, icc } = await sharp(tiff).metadata();
  expect({ format, width, height, channels, depth }).toEqual({
    format: "tiff",
    width: 480,
    height: 270,
    channels: 3,
    depth: "uchar",
  });
  expect(orientation ?? 1).toBe(1);
  expect(profile && icc?.equals(profile)).toBe(true);
});

test("it looks like the photograph it was made from: upright, in the same colours", async () => {
  const { tiff } = await decodeHeic(heicPath);
  // sharp goes through the profile to sRGB.
  const [made, original] = await Promise.all([srgb(sharp(tiff)), srgb(sharp(jpegPath).resize(480))]);
  expect(made.length).toBe(original.length);
  const apart = made.reduce((sum, value, place) => sum + Math.abs(value - (original[place] ?? 0)), 0);
  expect(apart / made.length).toBeLessThan(4);
});

function srgb(image: sharp.Sharp): Promise<Buffer> {
  return image.autoOrient().toColourspace("srgb").raw().toBuffer();
}
