import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { inkOf } from "../../lib/render/colour.ts";
import { renderItem } from "../../lib/render/engine.ts";
import { run, testWith } from "../tools.ts";
import {
  type Drawn,
  drawn,
  freshFolder,
  inkPicture,
  jobOf,
  pressProfile,
  quarters,
  rendered,
  source,
} from "./bench.ts";

const anyDpi = { dpi: { info: 3, warning: 2, error: 1 } };
/** For a press: a postcard. */
const press = { productId: "postcard-a6", product: anyDpi };
/** For an RGB device: a poster, small to be quick. */
const device = { productId: "poster-a3", product: { ...anyDpi, trimMm: { width: 105, height: 148 } } };

/** Colours that print can reach, and the greys. */
const patches = ["#808080", "#404040", "#c0c0c0", "#b48c6e", "#5a6e8c", "#5a7850", "#a05050", "#d8c8a0"];

/** Patches as columns of one picture. */
function chart(colours: readonly string[]): Sharp {
  const tiles = colours.map((background, index) => ({
    input: { create: { width: 40, height: 400, channels: 3 as const, background } },
    left: 40 * index,
    top: 0,
  }));
  const size = { width: 40 * colours.length, height: 400, channels: 3 as const };
  return sharp({ create: { ...size, background: "#ffffff" } }).composite(tiles);
}

async function printed(image: Sharp, wish: typeof press | typeof device): Promise<string> {
  const type = (await sharp(await image.clone().toBuffer()).metadata()).format;
  const picture = await source("/images/0", await image.toBuffer());
  const measured = { ...picture.measured, type: `image/${type}` as "image/jpeg" };
  const outcome = await rendered({ ...wish, fit: "stretch", sources: [{ ...picture, measured }] });
  return outcome.components[0]?.path ?? "";
}

/** Largest difference of any channel between patches as they look in print and as they were. */
function worst(page: Drawn, colours: readonly string[]): number {
  const differences = colours.flatMap((hex, index) => {
    const seen = page.pixel(Math.round(((index + 0.5) * page.width) / colours.length), 200);
    return seen.map((value, at) => Math.abs(value - Number.parseInt(hex.slice(1 + 2 * at, 3 + 2 * at), 16)));
  });
  return Math.max(...differences);
}

testWith(
  ["pdftoppm"],
  "RGB, 16 bit, wide gamut and grey pictures look in print as on the screen",
  async () => {
    const greys = ["#202020", "#505050", "#808080", "#b0b0b0", "#e0e0e0"];
    const cases: readonly (readonly [Sharp, readonly string[]])[] = [
      [chart(patches).jpeg({ quality: 95, chromaSubsampling: "4:4:4" }), patches],
      [chart(patches).toColourspace("rgb16").png(), patches],
      [chart(patches).withIccProfile("p3").png(), patches],
      [chart(patches).toColourspace("rgb16").withIccProfile("p3").png(), patches],
      [chart(greys).toColourspace("b-w").jpeg({ quality: 95 }), greys],
    ];
    for (const [index, [image, colours]] of cases.entries()) {
      const onDevice = await drawn(await printed(image.clone(), device));
      expect(worst(onDevice, colours), `RGB device, case ${index}`).toBeLessThanOrEqual(4);
      const onPress = await drawn(await printed(image.clone(), press));
      // Perceptual conversion moves colours to make room for those that ink cannot reach: 18 of 255 is what it moves.
      expect(worst(onPress, colours), `press, case ${index}`).toBeLessThanOrEqual(18);
    }
  },
);

testWith(["pdftoppm"], "grey stays neutral on a press", async () => {
  const greys = ["#303030", "#606060", "#909090", "#c0c0c0", "#ffffff"];
  const page = await drawn(await printed(chart(greys).png(), press));
  for (const [index] of greys.entries()) {
    const [r, g, b] = page.pixel(Math.round(((index + 0.5) * page.width) / greys.length), 200);
    expect(Math.max(r, g, b) - Math.min(r, g, b), greys[index]).toBeLessThanOrEqual(6);
  }
});

testWith(["gs"], "inks that were made for the same press come through as they are", async () => {
  const made = chart(patches).withIccProfile(pressProfile, { attach: true }).tiff();
  const wanted = await inks(
    sharp(await made.toBuffer())
      .pipelineColourspace("cmyk")
      .toColourspace("cmyk"),
  );
  const page = await separated(await printed(made, press));
  for (const [index] of patches.entries()) {
    const here = wanted.at((index + 0.5) / patches.length);
    const there = page.at((index + 0.5) / patches.length);
    for (let ink = 0; ink < 4; ink++)
      expect(Math.abs((here[ink] ?? 0) - (there[ink] ?? 0)), `${patches[index]} ${ink}`).toBeLessThanOrEqual(
        6,
      );
  }
});

testWith(["gs"], "no spot of a press's page has more than 300% of ink, and shadows stay apart", async () => {
  const shadows = Array.from(
    { length: 10 },
    (_, step) => `#${`0${(step * 6).toString(16)}`.slice(-2).repeat(3)}`,
  );
  const deep = [...shadows, "#200000", "#002000", "#000020", "#201000", "#001828", "#300030"];
  const page = await separated(await printed(chart(deep).png(), press));
  expect(page.mostInk()).toBeLessThanOrEqual(300);
  const totals = shadows.map((_, index) => page.at((index + 0.5) / deep.length));
  const depth = totals.map((cmyk) => cmyk.reduce((sum, ink) => sum + ink, 0));
  for (const [index, total] of depth.slice(1).entries())
    expect(total, `shadow ${index}`).toBeLessThan((depth[index] ?? 0) - 4);
});

testWith(
  ["gs"],
  "inks of a stranger that are too many are held to the limit, and white stays white",
  async () => {
    const flat = Buffer.alloc(200 * 300 * 4, 255);
    flat.fill(0, 200 * 150 * 4);
    const image = inkPicture(flat, { width: 200, height: 300 });
    const page = await separated(await printed(image, press));
    expect(page.mostInk()).toBeLessThanOrEqual(300);
    const [c = 0, m = 0, y = 0, k = 0] = page.at(0.5, 0.2);
    expect([c, m, y].every((ink) => Math.abs(ink - 168) < 6) && k > 252, `${[c, m, y, k]}`).toBe(true);
    expect(page.at(0.5, 0.9)).toEqual([0, 0, 0, 0]);
  },
);

testWith(
  ["gs", "pdftoppm"],
  "black letters of a cover are black ink alone and print over what lies below",
  async () => {
    const jpeg = await source("/images/0", await quarters(300, 400).jpeg().toBuffer());
    const product = { ...anyDpi, pages: { min: 1, max: 8, step: 1 } };
    const cover = { kind: "parts", title: "MMMMM", background: "#c8a878" } as const;
    const job = jobOf({ productId: "photobook-hardcover-a5", product, sources: [jpeg], cover });
    const made = (await renderItem(job)).components.find(({ role }) => role === "cover");
    const drawing = run("qpdf", "--qdf", "--object-streams=disable", made?.path ?? "", "-").toString(
      "latin1",
    );
    expect(drawing).toMatch(/\n0 0 0 1 k\n/);
    expect(drawing).toMatch(/\/OP true[\s\S]{0,40}\/OPM 1[\s\S]{0,60}\/op true/);
    const page = await separated(made?.path ?? "");
    // Where black overprints, the ground's own yellow lies under it.
    expect(page.some(([, , yellow, black]) => black === 255 && yellow > 60)).toBe(true);
  },
);

test("a file profile with a condition that no profile ships for is ours to see, not printed wrong", async () => {
  const job = jobOf({
    ...press,
    sources: [await source("/images/0", await quarters(30, 40).jpeg().toBuffer())],
  });
  const fileProfile = { ...job.fileProfile, condition: "FOGRA52" };
  await expect(inkOf({ ...job, fileProfile })).rejects.toThrow("FOGRA52");
  const rgb = await inkOf({ ...job, paper: { ...job.paper, coated: false } });
  expect([rgb.press, rgb.intent?.identifier]).toEqual([undefined, "FOGRA39"]);
});

interface Separated {
  /** Inks, 0 to 255, at shares of width and height. */
  at(x: number, y?: number): number[];
  /** Percent. */
  mostInk(): number;
  some(holds: (inks: readonly [number, number, number, number]) => boolean): boolean;
}

/** A page as the plates of a press: another program's idea of its inks. */
async function separated(path: string): Promise<Separated> {
  const tiff = join(freshFolder(), "plates.tif");
  run(
    "gs",
    "-q",
    "-dSAFER",
    "-dBATCH",
    "-dNOPAUSE",
    "-dOverprint=/simulate",
    "-sDEVICE=tiff32nc",
    "-r72",
    "-o",
    tiff,
    path,
  );
  return inks(sharp(tiff).pipelineColourspace("cmyk").toColourspace("cmyk"));
}

async function inks(image: Sharp): Promise<Separated> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const pixel = (at: number) => [...data.subarray(4 * at, 4 * at + 4)];
  const all = Array.from({ length: info.width * info.height }, (_, at) => pixel(at));
  return {
    at: (x, y = 0.5) => pixel(Math.floor(y * info.height) * info.width + Math.floor(x * info.width)),
    mostInk: () =>
      all.reduce((most, [c = 0, m = 0, y = 0, k = 0]) => Math.max(most, c + m + y + k), 0) / 2.55,
    some: (holds) => all.some(([c = 0, m = 0, y = 0, k = 0]) => holds([c, m, y, k])),
  };
}
