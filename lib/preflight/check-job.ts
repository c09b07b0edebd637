import * as z from "zod";
import { checkPdf } from "./check-pdf.ts";
import { drawOverlays } from "./overlay.ts";
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

/** What the child of a check may use: a book of 500 MB takes about 1.2 GB once parsed. */
export const checkCaps = { memoryMb: 2_000, seconds: 240, fileMb: 50 } as const;

/** Checks one file and draws its pages. Opens files of strangers: for a capped child only. */
export async function checkJob(asked: unknown): Promise<Checked> {
  const { path, standard, inkLimitPercent, overlay } = CheckJob.parse(asked);
  const report = await checkPdf(path, standard, inkLimitPercent === undefined ? {} : { inkLimitPercent });
  if (!overlay) return { report, overlays: [] };
  // Drawings are a convenience: what another program cannot draw has been checked all the same.
  return { report, overlays: await drawOverlays(path, report, overlay).catch(() => []) };
}
