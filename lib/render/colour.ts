import { readFile } from "node:fs/promises";
import sharp from "sharp";
import type { FileProfile } from "../order/facility.ts";
import { assetPath } from "./assets.ts";
import type { Job } from "./job.ts";
import type { Intent } from "./pdf/intent.ts";

/** How a job's colours are printed. */
export interface Ink {
  /** The profile that says what RGB means, also for objects of supplied pages that come without one. */
  readonly srgb: Uint8Array;
  /** What PDF/X-4 is made for; undefined makes plain PDF. */
  readonly intent: Intent | undefined;
  /** What colours are turned into inks by; undefined leaves them RGB. */
  readonly press: Press | undefined;
  readonly inkLimitPercent: number;
}

/** A press as its ICC profile describes it. */
export interface Press {
  readonly path: string;
  readonly profile: Uint8Array;
  /** What profiles of its printing condition are called, to know pictures that were made for it. */
  readonly names: readonly string[];
}

interface Condition {
  readonly file: string;
  readonly info: string;
  readonly names: readonly string[];
}

/** Printing conditions that a profile ships for, by their registered names. */
const conditions: Readonly<Record<string, Condition>> = {
  FOGRA39: {
    file: "ISOcoated_v2_300_bas.icc",
    info: "ISO Coated v2 300%, FOGRA39",
    names: ["FOGRA39", "ISO Coated v2", "ISOcoated_v2"],
  },
};

/**
 * Colours under a file profile on a paper. No free profile describes uncoated paper: pictures for it stay tagged RGB
 * under the condition the facility states, and its own software makes inks of them.
 */
export async function inkOf({ fileProfile, paper }: Pick<Job, "fileProfile" | "paper">): Promise<Ink> {
  const stated = await statedPress(fileProfile);
  const { kind, pictures, inkLimitPercent } = fileProfile;
  const press = pictures === "cmyk" && paper.coated ? stated : undefined;
  return {
    srgb: await srgbProfile(),
    intent: kind === "pdfx4" ? stated : undefined,
    press,
    inkLimitPercent,
  };
}

/** The press a file profile states, if any. Throws where inks or PDF/X-4 are wanted and no profile ships for it. */
async function statedPress(fileProfile: FileProfile): Promise<(Press & Intent) | undefined> {
  const { id, condition, kind, pictures } = fileProfile;
  const known = conditions[condition ?? ""];
  if (known && condition) {
    const path = assetPath("icc", known.file);
    return { ...known, identifier: condition, path, profile: await readFile(path), channels: 4 };
  }
  if (kind !== "pdfx4" && pictures === "rgb") return undefined;
  throw new Error(`no profile ships for the printing condition ${condition} of ${id}`);
}

/** libvips' own small sRGB profile, 480 bytes. */
async function srgbProfile(): Promise<Uint8Array> {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: "#ffffff" } });
  const { icc } = await sharp(await dot.withIccProfile("srgb").png().toBuffer()).metadata();
  if (!icc) throw new Error("the image library wrote no sRGB profile");
  return icc;
}
