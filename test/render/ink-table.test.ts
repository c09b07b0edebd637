import { readdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { inksBy } from "../../lib/render/ink-table.ts";
import { limitInk, ycck } from "../../lib/render/inks.ts";
import { pressProfile } from "./bench.ts";

const photos = join(import.meta.dirname, "../samples/photos");

const turned = async (rgb: Buffer, limitPercent = 300) =>
  (await inksBy({ path: pressProfile }, limitPercent))(Buffer.from(rgb));

/** A pixel for each level, or for as many numbers. */
function pixels(colour: (level: number) => readonly number[], count = 256): Buffer {
  return Buffer.from(Array.from({ length: count }, (_, level) => colour(level)).flat());
}

/** The same colours on every machine. */
const everywhere = pixels(
  (at) => [at * 73, at * 151 + (at >> 5), at * 37 + (at >> 9)].map((x) => x & 255),
  50_003,
);

interface Planes {
  readonly colours: Uint8Array;
  readonly black: Uint8Array;
}

/** Percent of ink at a pixel, from what JPEG stores of it. */
function inkAt({ colours, black }: Planes, pixel: number): number {
  const [bright = 0, blue = 0, red = 0] = [...colours.subarray(3 * pixel, 3 * pixel + 3)].map((x) => 255 - x);
  const cyan = bright + 1.402 * (red - 128);
  const magenta = bright - 0.344136 * (blue - 128) - 0.714136 * (red - 128);
  const yellow = bright + 1.772 * (blue - 128);
  const held = [cyan, magenta, yellow].map((ink) => Math.min(255, Math.max(0, ink)));
  return held.reduce((sum, ink) => sum + ink, black[pixel] ?? 0) / 2.55;
}

/** Of too many to be arguments. */
function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, each) => Math.max(most, each), 0);
}

test("white stays the paper's, and black keeps its depth", async () => {
  const planes = await turned(Buffer.from([255, 255, 255, 0, 0, 0]));
  expect([...planes.colours.subarray(0, 3), planes.black[0]]).toEqual([255, 127, 127, 0]);
  expect(inkAt(planes, 1)).toBeGreaterThan(295);
});

test("greys never become lighter where they should become darker", async () => {
  const { colours, black } = await turned(pixels((level) => [level, level, level]));
  for (let level = 1; level < 256; level++) {
    expect(colours[3 * level], `brightness at ${level}`).toBeGreaterThanOrEqual(
      colours[3 * level - 3] ?? 255,
    );
    expect(black[level], `black at ${level}`).toBeLessThanOrEqual(black[level - 1] ?? 0);
  }
});

test.each([300, 260])("no colour has more than %i percent of ink", async (limitPercent) => {
  const planes = await turned(everywhere, limitPercent);
  const inks = Array.from(planes.black, (_, pixel) => inkAt(planes, pixel));
  expect(largest(inks)).toBeLessThanOrEqual(limitPercent);
  // Shadows do come near it.
  expect(largest(inks)).toBeGreaterThan(limitPercent - 5);
});

test("a pixel's inks do not depend on where it is in a picture", async () => {
  const { colours, black } = await turned(everywhere);
  for (const pixel of [0, 1, 3, 16_383, 16_384, 16_385, 32_767, 50_001, 50_002]) {
    const alone = await turned(everywhere.subarray(3 * pixel, 3 * pixel + 3));
    expect([...colours.subarray(3 * pixel, 3 * pixel + 3)], `pixel ${pixel}`).toEqual([...alone.colours]);
    expect(black[pixel]).toBe(alone.black[0]);
  }
});

/** What the colour library makes of them by the profile itself. */
async function converted(rgb: Buffer): Promise<Planes> {
  const raw = { width: rgb.length / 3, height: 1, channels: 3 } as const;
  const inks = await sharp(rgb, { raw }).withIccProfile(pressProfile, { attach: false }).raw().toBuffer();
  limitInk(inks, 300);
  return ycck(inks);
}

async function expectNear(rgb: Buffer, what: string): Promise<void> {
  const [ours, theirs] = [await turned(rgb), await converted(rgb)];
  for (const plane of ["colours", "black"] as const) {
    const differences = Array.from(ours[plane], (value, at) => Math.abs(value - (theirs[plane][at] ?? 0)));
    const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    expect(mean, `${what}, ${plane}`).toBeLessThan(0.3);
    expect(largest(differences), `${what}, ${plane}`).toBeLessThanOrEqual(2);
  }
}

test("inks are what the profile itself makes, to a level of 255", async () => {
  await expectNear(everywhere, "colours of all kinds");
  for (const channels of [
    [1, 1, 1],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 0],
  ]) {
    await expectNear(
      pixels((level) => channels.map((share) => share * level)),
      `from black to ${channels}`,
    );
    await expectNear(
      pixels((level) => channels.map((share) => share * (255 - level) + level)),
      `from ${channels}`,
    );
  }
  for (const name of readdirSync(photos).filter((each) => each.endsWith(".jpg"))) {
    const photo = sharp(join(photos, name), { ignoreIcc: true }).resize({ width: 120 });
    await expectNear(await photo.raw().toBuffer(), name);
  }
});
