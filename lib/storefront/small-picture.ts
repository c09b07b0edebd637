import { open, readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import * as z from "zod";
import { HeicError, withHeic } from "../heic/open-heic.ts";
import { Rejected } from "../order/errors.ts";
import { maxPixels, pictureReaders } from "../order/limits.ts";
import { typeOfBytes } from "./type-of-bytes.ts";

// For a capped child only: these are files of strangers.

const Job = z.array(z.strictObject({ path: z.string(), to: z.string() }));

/** Pixels of a picture's longer side on a shopper's screen, where a page is some 400 points wide. */
const longestPx = 800;

const reading = { limitInputPixels: maxPixels, failOn: "error" } as const;
const fileReaders = pictureReaders.map((reader) => `${reader}File`);

/** Makes a small sRGB picture `to` of each `path`; answers width and height of the large ones, upright. */
export async function makeSmall(job: unknown): Promise<{ width: number; height: number }[]> {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: fileReaders });
  sharp.cache(false);
  const sizes: { width: number; height: number }[] = [];
  for (const { path, to } of Job.parse(job)) sizes.push(await small(path, to).catch(blamed));
  return sizes;
}

async function small(path: string, to: string): Promise<{ width: number; height: number }> {
  const picture = (await isHeic(path)) ? await decoded(path) : sharp(path, reading).autoOrient();
  const { autoOrient, pages = 1 } = await picture.metadata();
  if (pages > 1) throw new Rejected("unsupported_file_type", "The file holds several pictures.");
  const inside = { fit: "inside", withoutEnlargement: true } as const;
  await picture
    .resize(longestPx, longestPx, inside)
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .webp({ quality: 80, effort: 2 })
    .toFile(to);
  return autoOrient;
}

async function isHeic(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return typeOfBytes(buffer) === "image/heic";
  } finally {
    await file.close();
  }
}

/** Its pixels stand upright; a wide gamut looks a little pale, which does for a preview. */
async function decoded(path: string): Promise<Sharp> {
  const { data, ...raw } = withHeic(await readFile(path), (heic) => heic.decode());
  return sharp(data, { raw });
}

function blamed(error: unknown): never {
  if (error instanceof Rejected) throw error;
  if (error instanceof Error && /exceeds pixel limit/.test(error.message))
    throw new Rejected("image_too_large", "A picture has more pixels than can be printed.");
  if (error instanceof HeicError || isAboutTheFile(error))
    throw new Rejected("damaged_file", "A picture cannot be read to its end.");
  throw error;
}

/** libvips says the rest of what may go wrong in these words. */
function isAboutTheFile(error: unknown): boolean {
  const ours = /is missing|ENOENT|EACCES|EMFILE|EIO|ENOSPC|no space left|allocate|out of memory/i;
  return error instanceof Error && !ours.test(error.message);
}
