import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { assetPath } from "./assets.ts";
import type { Job } from "./job.ts";
import type { Intent } from "./pdf/intent.ts";

/** How a job's colours are printed. */
export interface Ink {
  /** `cmyk`: pictures and our own areas and letters become inks; `rgb`: they stay sRGB, tagged with `srgb`. */
  readonly colours: "cmyk" | "rgb";
  /** The profile that says what RGB means, also for objects of supplied pages that come without one. */
  readonly srgb: Uint8Array;
  /** What PDF/X-4 is made for; undefined makes plain PDF. */
  readonly intent: Intent | undefined;
  /** Where the profile lies that pictures are turned into inks by; undefined leaves them RGB. */
  readonly pressProfile: string | undefined;
  readonly inkLimitPercent: number;
}

interface Condition {
  readonly file: string;
  readonly info: string;
}

/** Printing conditions that a profile ships for, by their registered names. */
const conditions: Readonly<Record<string, Condition>> = {
  FOGRA39: { file: "ISOcoated_v2_300_bas.icc", info: "ISO Coated v2 300% (basICColor), FOGRA39" },
};

/**
 * Colours under a file profile on a paper. No free profile describes uncoated paper: pictures for it stay tagged RGB
 * under the condition the facility states, and its own software makes inks of them.
 */
export async function inkOf({ fileProfile, paper }: Pick<Job, "fileProfile" | "paper">): Promise<Ink> {
  const { kind, condition, pictures, inkLimitPercent } = fileProfile;
  const colours = pictures === "cmyk" && paper.coated ? "cmyk" : "rgb";
  const known = condition === null ? undefined : conditions[condition];
  if (!known && (kind === "pdfx4" || colours === "cmyk"))
    throw new Error(`no profile ships for the printing condition ${condition} of ${fileProfile.id}`);
  const path = known && assetPath("icc", known.file);
  return {
    colours,
    srgb: await srgbProfile(),
    intent: kind === "pdfx4" && known && condition ? await intentOf(condition, known) : undefined,
    pressProfile: colours === "cmyk" ? path : undefined,
    inkLimitPercent,
  };
}

async function intentOf(identifier: string, { file, info }: Condition): Promise<Intent> {
  return { identifier, info, profile: await readFile(assetPath("icc", file)), channels: 4 };
}

/** libvips' own small sRGB profile, 480 bytes. */
async function srgbProfile(): Promise<Uint8Array> {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: "#ffffff" } });
  const { icc } = await sharp(await dot.withIccProfile("srgb").png().toBuffer()).metadata();
  if (!icc) throw new Error("the image library wrote no sRGB profile");
  return icc;
}
