import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ink } from "../lib/render/colour.ts";
import { writePictureBook } from "../lib/render/document.ts";
import { encode } from "../lib/render/encode.ts";
import { imageLibrary } from "../lib/render/image-library.ts";
import type { InkLoop } from "../lib/render/ink-loop.ts";
import { inksBy } from "../lib/render/ink-table.ts";
import { type OpenedPicture, openPicture } from "../lib/render/opened-picture.ts";
import { picture } from "../lib/render/picture.ts";
import { benchInk, pageSheet, sizesBeside, wishOf } from "./bench-pages.ts";

const size = { width: 2622, height: 2622 };

/** CPU milliseconds a page of each stage by itself, and of the whole: what is between them is ours to answer for. */
export async function stages(photos: readonly string[]): Promise<Record<string, number>> {
  // As the engine sets it up.
  const sharp = await imageLibrary();
  const [rgb, cmyk] = [await benchInk("rgb"), await benchInk("cmyk")];
  const sizes = await sizesBeside(photos[0] ?? "");
  const whole = (ink: Ink) => (photo: string) => picture(wishOf(photo, ink, sizes));
  const scaled = (photo: string) =>
    sharp(photo, { ignoreIcc: true })
      .resize({ ...size, fit: "cover" })
      .raw();
  const pixelsOf = async (photo: string): Promise<Page> => ({
    pixels: await scaled(photo).toBuffer(),
    opened: await openPicture(wishOf(photo, rgb, sizes).source),
  });
  const encoded =
    (ink: Ink) =>
    ({ pixels, opened }: Page) =>
      encode(sharp(pixels, { raw: { ...size, channels: 3 } }), opened, ink);
  const turn = await turning(cmyk);
  await perPage(photos, whole(cmyk), itself);
  const decode = await perPage(photos, (photo) => sharp(photo, { ignoreIcc: true }).raw().toBuffer(), itself);
  const resize = await perPage(photos, (photo) => scaled(photo).toBuffer(), itself);
  const colour = await perPage(photos, async ({ pixels }) => turn(pixels), pixelsOf);
  return {
    decode,
    resize: resize - decode,
    "colour (CMYK)": colour,
    "encode (RGB)": await perPage(photos, encoded(rgb), pixelsOf),
    "encode (CMYK)": (await perPage(photos, encoded(cmyk), pixelsOf)) - colour,
    write: await written(photos),
    "whole page RGB": await perPage(photos, whole(rgb), itself),
    "whole page CMYK": await perPage(photos, whole(cmyk), itself),
  };
}

interface Page {
  readonly pixels: Buffer;
  readonly opened: OpenedPicture;
}

function turning({ press, inkLimitPercent }: Ink): Promise<InkLoop> {
  if (!press) throw new Error("the bench has no press");
  return inksBy(press, inkLimitPercent);
}

const itself = (photo: string) => Promise.resolve(photo);

/** What is made ready for the work costs nothing here. */
async function perPage<T>(
  photos: readonly string[],
  work: (ready: T) => Promise<unknown>,
  ready: (photo: string) => Promise<T>,
): Promise<number> {
  let micros = 0;
  for (const photo of photos) {
    const given = await ready(photo);
    const before = process.cpuUsage();
    await work(given);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
  }
  return micros / 1000 / photos.length;
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
    return (await perPage(["once"], write, itself)) / photos.length;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
