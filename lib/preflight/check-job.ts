import * as z from "zod";
import { Report, Standard } from "./report.ts";

/** What a capped child is asked: a file on its disk, a standard, and whether pages are to be drawn. */
export const CheckJob = z.strictObject({
  path: z.string(),
  standard: Standard,
  inkLimitPercent: z.number().positive().optional(),
  overlay: z.strictObject({ folder: z.string(), safeMm: z.number().nonnegative() }).nullable(),
});
export type CheckJob = z.infer<typeof CheckJob>;

export const Checked = z.strictObject({
  report: Report,
  /** PNG files in the job's folder. */
  overlays: z.array(z.string()),
});
export type Checked = z.infer<typeof Checked>;

/** What the child of a check may use; a book of 164 MB and 200 pages has taken 310 MB and 3 s. */
export const checkCaps = { memoryMb: 2_000, seconds: 240, fileMb: 50 } as const;
