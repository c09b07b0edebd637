/** Effective resolution in dpi below which each severity begins. */
export interface Thresholds {
  readonly info: number;
  readonly warning: number;
  readonly error: number;
}

export type Severity = keyof Thresholds;

/** What pictures are printed at where the source has as much. */
export const targetDpi = 300;

/** How bad an effective resolution is for a product; null when it is good. */
export function severityOf(dpi: number, thresholds: Thresholds): Severity | null {
  // A picture made for 300 dpi may be half a pixel short after rounding.
  const judged = Math.round(dpi);
  if (judged < thresholds.error) return "error";
  if (judged < thresholds.warning) return "warning";
  return judged < thresholds.info ? "info" : null;
}
