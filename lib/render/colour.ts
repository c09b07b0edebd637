import { readFile } from "node:fs/promises";
import { assetPath } from "./assets.ts";
import type { Job } from "./job.ts";
import type { Intent } from "./pdf/intent.ts";
import { isInked, type Press, statedPress } from "./printing-condition.ts";

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

/** Colours under a file profile on a paper. */
export async function inkOf({ fileProfile, paper }: Pick<Job, "fileProfile" | "paper">): Promise<Ink> {
  const stated = await statedPress(fileProfile);
  const { kind, inkLimitPercent } = fileProfile;
  return {
    srgb: await readFile(assetPath("icc", "sRGB-v4.icc")),
    intent: kind === "pdfx4" ? stated : undefined,
    press: isInked({ fileProfile, paper }) ? stated : undefined,
    inkLimitPercent,
  };
}
