import { readFile } from "node:fs/promises";
import { type Heic, HeicError, withHeic } from "../heic/open-heic.ts";
import { Rejected } from "../order/errors.ts";
import type { MeasuredImage } from "../order/measured.ts";
import { checkPixels } from "./measure-image.ts";

/** Measures a HEIC picture and decodes all of it once, so that a file that was cut off is found here. */
export async function measureHeic(path: string): Promise<MeasuredImage> {
  const file = await readFile(path);
  try {
    return withHeic(file, measured);
  } catch (error) {
    if (!(error instanceof HeicError)) throw error;
    throw new Rejected("damaged_file", "The picture cannot be read to its end.", { given: error.message });
  }
}

function measured(heic: Heic): MeasuredImage {
  const { width, height, hasAlpha } = heic;
  checkPixels({ width, height });
  heic.decode();
  return {
    widthPx: width,
    heightPx: height,
    // The container's own turns are in these pixels already, and EXIF's must not be applied on top.
    orientation: 1,
    channels: hasAlpha ? 4 : 3,
    hasAlpha,
    space: "srgb",
  };
}
