import { readFile } from "node:fs/promises";
import type { FileProfile } from "../order/facility.ts";
import { assetPath } from "./assets.ts";
import type { Job } from "./job.ts";
import type { Intent } from "./pdf/intent.ts";

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
 * True where colours are turned into inks. No free profile describes uncoated paper: pictures for it stay tagged RGB
 * under the condition the facility states, and its own software makes inks of them.
 */
export function isInked({ fileProfile, paper }: Pick<Job, "fileProfile" | "paper">): boolean {
  return fileProfile.pictures === "cmyk" && paper.coated;
}

/** The press a file profile states, if any. Throws where inks or PDF/X-4 are wanted and no profile ships for it. */
export async function statedPress(fileProfile: FileProfile): Promise<(Press & Intent) | undefined> {
  const { id, condition, kind, pictures } = fileProfile;
  const known = conditions[condition ?? ""];
  if (known && condition) {
    const path = assetPath("icc", known.file);
    return { ...known, identifier: condition, path, profile: await readFile(path), channels: 4 };
  }
  if (kind !== "pdfx4" && pictures === "rgb") return undefined;
  throw new Error(`no profile ships for the printing condition ${condition} of ${id}`);
}

/** What a document of that profile says it is printed for; undefined makes plain PDF. */
export async function intentOf(fileProfile: FileProfile): Promise<Intent | undefined> {
  return fileProfile.kind === "pdfx4" ? statedPress(fileProfile) : undefined;
}
