import { join } from "node:path";
import sharp from "sharp";

const photographs = join(import.meta.dirname, "../../../test/samples/photos");

/** The shop's pictures: photographs of the samples (licences in their ATTRIBUTION.md), cut and scaled. */
const pictures = {
  hero: { from: "picosdeeuropa_by_Aitzol_Berasategi.jpg", width: 1400, height: 788 },
  cover: { from: "sunset_by_Aitzol_Berasategi.jpg", width: 800, height: 800 },
  one: { from: "aitzgorri_by_Aitzol_Berasategi.jpg", width: 800, height: 600 },
  two: { from: "life_by_Aitzol_Berasategi.jpg", width: 800, height: 600 },
  three: { from: "seeding_by_Clements_Engelhardt.jpg", width: 800, height: 600 },
} as const;

/** Each as a file of the site with its bytes. */
export function shopPictures(): Promise<(readonly [path: string, bytes: Uint8Array])[]> {
  return Promise.all(
    Object.entries(pictures).map(async ([name, { from, width, height }]) => {
      const scaled = sharp(join(photographs, from)).resize(width, height, { fit: "cover" });
      return [
        `shop/pictures/${name}.webp`,
        await scaled.webp({ quality: 60, effort: 2 }).toBuffer(),
      ] as const;
    }),
  );
}
