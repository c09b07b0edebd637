import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { type Spliced, whole } from "../../lib/render/pdf/spliced.ts";
import { run, testWith } from "../tools.ts";
import { drawn, freshFolder, quarters, rejection, rendered, source } from "./bench.ts";

const small = { dpi: { info: 3, warning: 2, error: 1 }, trimMm: { width: 105, height: 148 } };
/** A poster for an RGB device, as small as a postcard. */
const device = { productId: "poster-a3", product: small };

const exif = { IFD0: { Copyright: "somebody" }, IFD3: { GPSLatitudeRef: "N" } };

/** A photograph of so many pixels, noisy enough to show what encoding twice would do. */
function photograph(width = 600, height = 800): Sharp {
  const noise = { type: "gaussian", mean: 128, sigma: 6 } as const;
  const grain = sharp({ create: { width, height, channels: 3, background: "#808080", noise } });
  return grain.composite([
    { input: { create: { width: 200, height: 200, channels: 3, background: "#a04020" } } },
  ]);
}

async function pageOf(jpeg: Buffer, product = device): Promise<string> {
  const outcome = await rendered({ ...product, sources: [await source("/images/0", jpeg)] });
  return outcome.components[0]?.path ?? "";
}

function pictureIn(path: string): Buffer {
  const root = join(freshFolder(), "picture");
  run("pdfimages", "-all", path, root);
  return readFileSync(`${root}-000.jpg`);
}

/** The same pixels bit by bit: nothing was encoded again. */
async function isUntouched(jpeg: Buffer, product = device): Promise<boolean> {
  const found = pictureIn(await pageOf(jpeg, product));
  const [one, other] = await Promise.all([jpeg, found].map((image) => sharp(image).raw().toBuffer()));
  return one !== undefined && other?.equals(one) === true;
}

testWith(
  ["pdfimages"],
  "a photograph that fits goes in untouched, without what tells where it was taken",
  async () => {
    const jpeg = await photograph().withExif(exif).withIccProfile("srgb").jpeg({ quality: 80 }).toBuffer();
    expect(jpeg.includes("somebody")).toBe(true);
    expect(await isUntouched(jpeg)).toBe(true);
    const found = pictureIn(await pageOf(jpeg));
    expect([found.includes("somebody"), found.includes("Exif"), found.includes("ICC_PROFILE")]).toEqual([
      false,
      false,
      false,
    ]);
  },
);

testWith(
  ["pdfimages"],
  "what is progressive, turned, wide in gamut, too heavy or behind other pictures is encoded",
  async () => {
    const plain = photograph().jpeg({ quality: 80 });
    const others = {
      progressive: await photograph().jpeg({ quality: 80, progressive: true }).toBuffer(),
      turned: await photograph().withMetadata({ orientation: 3 }).jpeg({ quality: 80 }).toBuffer(),
      wide: await photograph().withIccProfile("p3").jpeg({ quality: 80 }).toBuffer(),
      grey: await photograph().toColourspace("b-w").jpeg({ quality: 80 }).toBuffer(),
      heavy: await photograph().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer(),
      followed: Buffer.concat([await plain.toBuffer(), Buffer.from("more")]),
      fine: await photograph(2000, 2800).jpeg({ quality: 30 }).toBuffer(),
    };
    for (const [name, jpeg] of Object.entries(others)) expect(await isUntouched(jpeg), name).toBe(false);
  },
);

testWith(["pdfimages"], "on a press nothing goes in untouched: it becomes ink", async () => {
  const jpeg = await photograph().jpeg({ quality: 80 }).toBuffer();
  expect(await isUntouched(jpeg, { ...device, productId: "postcard-a6" })).toBe(false);
});

testWith(
  ["pdftoppm", "pdfimages"],
  "an untouched picture is cropped by a clip, in print and in its preview",
  async () => {
    const jpeg = await quarters(800, 400).jpeg({ quality: 80 }).toBuffer();
    const sources = [await source("/images/0", jpeg)];
    const { components, previews } = await rendered({ ...device, sources });
    const path = components[0]?.path ?? "";
    expect((await sharp(pictureIn(path)).metadata()).width).toBe(800);
    const page = await drawn(path);
    const spots = [page.at(0.02, 0.02), page.at(0.98, 0.98), page.at(0.45, 0.1), page.at(0.55, 0.1)];
    expect(spots).toEqual(["red", "yellow", "red", "green"]);
    const { data, info } = await sharp(previews[0]?.path).raw().toBuffer({ resolveWithObject: true });
    const redOf = (x: number) => data[(20 * info.width + Math.round(x * info.width)) * info.channels] ?? 0;
    expect([redOf(0.45) > 200, redOf(0.55) < 60]).toEqual([true, true]);
  },
);

test("a baseline picture that was cut short is refused, not passed on", async () => {
  const jpeg = await photograph().jpeg({ quality: 80 }).toBuffer();
  const whole = await source("/images/0", jpeg);
  const cut = {
    ...whole,
    ...(await source("/images/0", jpeg.subarray(0, jpeg.length / 2))),
    measured: whole.measured,
  };
  expect((await rejection({ ...device, sources: [cut] })).code).toBe("damaged_file");
});

test("many untouched pages at once do not mix their bytes", async () => {
  const jpegs = [0, 1, 2, 3].map((at) =>
    photograph(1200 + at, 1600 - at)
      .jpeg({ quality: 70 })
      .toBuffer(),
  );
  const paths = await Promise.all(
    (await Promise.all(jpegs)).map(async (jpeg) => ({ jpeg, ...(await opened(jpeg)) })),
  );
  const copies = await Promise.all(paths.map(({ spliced }) => whole(spliced)));
  expect(copies.map((copy, at) => copy.equals(paths[at]?.jpeg ?? copy.subarray(1)))).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

async function opened(jpeg: Buffer): Promise<{ spliced: Spliced }> {
  const { path } = await source("/images/0", jpeg);
  return { spliced: { head: jpeg.subarray(0, 10), path, from: 10, length: jpeg.length } };
}
