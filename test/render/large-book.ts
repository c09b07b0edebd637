import sharp from "sharp";
import type { JobSource } from "../../lib/render/job.ts";
import { source } from "./bench.ts";

/** Fills a page of the layflat book, 220 mm square, at 300 dpi. */
const side = 2598;
const grains = 600;

/**
 * A picture that goes into an RGB book as it is and has 1.7 MB: thirty of them are a large book which is quick to
 * render. Grains of soft noise, the same each time.
 */
export async function largePicture(): Promise<Buffer> {
  const raw = Buffer.alloc(grains * grains * 3);
  let seed = 1;
  for (let at = 0; at < raw.length; at++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    raw[at] = 96 + ((seed >> 16) & 63);
  }
  const noise = sharp(raw, { raw: { width: grains, height: grains, channels: 3 } });
  return noise.resize(side, side).jpeg({ quality: 80, chromaSubsampling: "4:4:4" }).toBuffer();
}

/** Enough of it to be shared among workers: eight runs of pages. */
export async function largeBook(picture: Buffer): Promise<JobSource[]> {
  const one = await source("/images/0", picture);
  return Array.from({ length: 30 }, (_, page) => {
    const pointer = `/images/${page}`;
    return { ...one, pointer, measured: { ...one.measured, pointer } };
  });
}
