import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { decodeHeic } from "../../lib/render/heic.ts";
import { heicFile, heicPath, jpegPath } from "../heic/sample.ts";
import { testWith } from "../tools.ts";
import { drawn, rendered, source } from "./bench.ts";

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

testWith(["pdftoppm"], "a card from a HEIC picture prints as the card from its JPEG does", async () => {
  const small = await sharp(jpegPath).resize(480).jpeg({ quality: 95 }).toBuffer();
  const jpeg = await source("/images/0", small);
  const { measured } = jpeg;
  const heic = await source("/images/0", heicFile());
  const sources = [{ ...heic, measured: { ...measured, type: "image/heic" as const } }, jpeg];
  const pages = sources.map(async (each) => {
    const product = { trimMm: { width: 48, height: 27 }, bleedMm: 0 };
    const { components } = await rendered({ productId: "postcard-a6", product, sources: [each] });
    return drawn(components[0]?.path ?? "");
  });
  const [fromHeic, fromJpeg] = await Promise.all(pages);
  if (!fromHeic || !fromJpeg) throw new Error("nothing was drawn");
  expect([fromHeic.width, fromHeic.height]).toEqual([fromJpeg.width, fromJpeg.height]);
  const spots = Array.from({ length: 60 }, (_, place) => [
    (place * 13) % fromJpeg.width,
    (place * 7) % fromJpeg.height,
  ]);
  const apart = spots.map(([x = 0, y = 0]) => {
    const [one, other] = [fromHeic.pixel(x, y), fromJpeg.pixel(x, y)];
    return one.reduce((sum, value, channel) => sum + Math.abs(value - (other[channel] ?? 0)), 0) / 3;
  });
  expect(apart.reduce((sum, each) => sum + each, 0) / apart.length).toBeLessThan(6);
});

function srgb(image: Sharp): Promise<Buffer> {
  return image.autoOrient().toColourspace("srgb").raw().toBuffer();
}
