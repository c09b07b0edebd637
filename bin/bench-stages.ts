import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import type { Ink } from "../lib/render/colour.ts";
import { writePictureBook } from "../lib/render/document.ts";
import type { InkLoop } from "../lib/render/ink-loop.ts";
import { inksBy } from "../lib/render/ink-table.ts";
import { picture } from "../lib/render/picture.ts";
import { benchInk, pageSheet, sizesBeside, wishOf } from "./bench-pages.ts";

const size = { width: 2622, height: 2622, fit: "cover" } as const;

/** CPU milliseconds a page of each stage by itself, and of the whole: what is between them is ours to answer for. */
export async function stages(photos: readonly string[]): Promise<Record<string, number>> {
  const decoded = (photo: string) => sharp(photo, { ignoreIcc: true }).raw();
  const decode = await perPage(photos, (photo) => decoded(photo).toBuffer());
  const resized = (photo: string) => sharp(photo, { ignoreIcc: true }).resize(size);
  const resize = await perPage(photos, (photo) => resized(photo).raw().toBuffer());
  const [rgb, cmyk] = [await benchInk("rgb"), await benchInk("cmyk")];
  const sizes = await sizesBeside(photos[0] ?? "");
  const colour = await perPage(photos, async (photo) =>
    (await turning(cmyk))(await resized(photo).raw().toBuffer()),
  );
  const wholeRgb = await perPage(photos, (photo) => picture(wishOf(photo, rgb, sizes)));
  const wholeCmyk = await perPage(photos, (photo) => picture(wishOf(photo, cmyk, sizes)));
  return {
    decode,
    resize: resize - decode,
    "colour (CMYK)": colour - resize,
    "encode (RGB)": wholeRgb - resize,
    "encode (CMYK)": wholeCmyk - colour,
    write: await written(photos),
    "whole page RGB": wholeRgb,
    "whole page CMYK": wholeCmyk,
  };
}

function turning({ press, inkLimitPercent }: Ink): Promise<InkLoop> {
  if (!press) throw new Error("the bench has no press");
  return inksBy(press, inkLimitPercent);
}

async function perPage(
  photos: readonly string[],
  work: (photo: string) => Promise<unknown>,
): Promise<number> {
  const before = process.cpuUsage();
  for (const photo of photos) await work(photo);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / photos.length;
}

async function written(photos: readonly string[]): Promise<number> {
  const ink = await benchInk("rgb");
  const sizes = await sizesBeside(photos[0] ?? "");
  const drawn = await Promise.all(photos.map((photo) => picture(wishOf(photo, ink, sizes))));
  const folder = await mkdtemp(join(tmpdir(), "printcloud-bench-stages-"));
  const about = { title: "Bench", date: "2026-01-01T00:00:00.000Z", seed: "bench" };
  async function* pages() {
    yield* drawn;
  }
  const write = () =>
    writePictureBook({ path: join(folder, "out.pdf"), sheet: pageSheet, ink, about, pages: pages() });
  try {
    return (await perPage(["once"], write)) / photos.length;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
