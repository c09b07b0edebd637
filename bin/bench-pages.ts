import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import { place } from "../lib/paper/placement.ts";
import { mediaMm, type Sheet, trimRect } from "../lib/paper/sheet.ts";
import { type Ink, inkOf } from "../lib/render/colour.ts";
import { type PictureWish, uprightPx } from "../lib/render/picture.ts";

/** 216 mm square with 3 mm of bleed: 2622 pixels at 300 dpi. */
export const pageSheet: Sheet = { trimMm: { width: 216, height: 216 }, bleedMm: 3 };

const noCover = {
  softAllowanceMm: 0,
  caseAllowanceMm: 0,
  caseSteps: [],
  turnInMm: 0,
  jointMm: 0,
  overhangMm: 0,
};

/** The ink of a press, or of a photo printer. */
export function benchInk(pictures: "cmyk" | "rgb"): Promise<Ink> {
  const isPress = pictures === "cmyk";
  const fileProfile = {
    id: "bench",
    kind: isPress ? ("pdfx4" as const) : ("pdf16" as const),
    condition: isPress ? "FOGRA39" : null,
    pictures,
    inkLimitPercent: 300,
    marks: { barcode: "none" as const },
    cover: noCover,
  };
  return inkOf({ fileProfile, paper: { name: "silk", gsm: 170, bulk: 0.9, coated: true } });
}

const Sizes = z.record(
  z.string(),
  z.strictObject({ width: z.number(), height: z.number(), bytes: z.number() }),
);
type Sizes = z.infer<typeof Sizes>;

/** What prepare measured of the photographs in this one's folder. */
export async function sizesBeside(photo: string): Promise<Sizes> {
  return Sizes.parse(JSON.parse(await readFile(join(dirname(photo), "measured.json"), "utf8")));
}

/** A photograph filling a page. */
export function wishOf(path: string, ink: Ink, sizes: Sizes): PictureWish {
  const { width = 1, height = 1, bytes = 1 } = sizes[path] ?? {};
  const image = {
    widthPx: width,
    heightPx: height,
    orientation: 1,
    channels: 3,
    hasAlpha: false,
    space: "srgb",
  };
  const sha256 = "0".repeat(64);
  const measured = { pointer: "/images/0", sha256, bytes, type: "image/jpeg" as const, image, pages: null };
  const source = { pointer: measured.pointer, path, measured };
  const areas = { media: { left: 0, top: 0, ...mediaMm(pageSheet) }, face: trimRect(pageSheet) };
  return { source, placement: place(uprightPx(source), areas, "fill"), fit: "fill", ink };
}
