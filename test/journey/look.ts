import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect } from "vitest";
import { run } from "../tools.ts";

const ptPerMm = 72 / 25.4;

type Box = [left: number, bottom: number, right: number, top: number];

/** MediaBox, BleedBox and TrimBox of each page in mm, as poppler reads them. */
export function boxesOf(path: string): { media: Box; bleed: Box; trim: Box }[] {
  const told = run("pdfinfo", "-box", "-f", "1", "-l", "9999", path).toString();
  const of = (name: string) =>
    [...told.matchAll(new RegExp(`^Page +\\d+ ${name}: +(.*)$`, "gm"))].map(
      ([, pts = ""]) =>
        pts
          .trim()
          .split(/ +/)
          .map((pt) => Number(pt) / ptPerMm) as Box,
    );
  const [bleeds, trims] = [of("BleedBox"), of("TrimBox")];
  return of("MediaBox").map((media, place) => ({
    media,
    bleed: bleeds[place] ?? [0, 0, 0, 0],
    trim: trims[place] ?? [0, 0, 0, 0],
  }));
}

export function near(box: Box, wanted: Box): void {
  for (const [side, value] of box.entries()) expect(Math.abs(value - (wanted[side] ?? 0))).toBeLessThan(0.01);
}

/** Every page as a small PNG. */
export async function rasters(path: string, dpi: number, ...more: string[]): Promise<Buffer[]> {
  const into = await mkdtemp(join(tmpdir(), "printcloud-pages-"));
  run("pdftoppm", "-r", String(dpi), "-png", ...more, path, join(into, "p"));
  const pages = await Promise.all((await readdir(into)).sort().map((name) => readFile(join(into, name))));
  await rm(into, { recursive: true });
  return pages;
}

/** Mean distance of the channels, 0 to 255, between a page and a photograph that fills it. */
export async function difference(page: Buffer, photo: Buffer): Promise<number> {
  const seen = await sharp(page)
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = seen.info;
  const wanted = await sharp(photo)
    .autoOrient()
    .resize(width, height, { fit: "cover" })
    .removeAlpha()
    .raw()
    .toBuffer();
  const sum = seen.data.reduce((at, value, place) => at + Math.abs(value - (wanted[place] ?? 0)), 0);
  return sum / seen.data.length;
}

/** How dark a page is in the middle, where neither bleed nor scale matter, in percent. */
export async function darkness(page: Buffer | undefined): Promise<number> {
  const { width, height } = await sharp(page).metadata();
  const middle = {
    left: Math.round(width / 4),
    top: Math.round(height / 4),
    width: Math.round(width / 2),
    height: Math.round(height / 2),
  };
  const { channels } = await sharp(page).extract(middle).greyscale().stats();
  return 100 - ((channels[0]?.mean ?? 0) * 100) / 255;
}
