import { isOurs } from "../order/errors.ts";
import { type Checked, CheckJob, type Overlay } from "./check-job.ts";
import { checkPdf } from "./check-pdf.ts";
import { drawOverlays } from "./overlay.ts";
import type { CheckFinding } from "./report.ts";

/** Checks one file and draws its pages. Opens files of strangers: for a capped child only. */
export async function checkFile(asked: unknown): Promise<Checked> {
  const { path, standard, inkLimitPercent, overlay, asAdvice } = CheckJob.parse(asked);
  const found = await checkPdf(path, standard, inkLimitPercent === undefined ? {} : { inkLimitPercent });
  const report = asAdvice ? { ...found, findings: found.findings.map(softened) } : found;
  if (!overlay) return { report, overlays: [] };
  // Drawings are a convenience: what another program cannot draw has been checked all the same.
  return { report, overlays: await drawOverlays(path, report, overlay).catch(without) };
}

function without(error: unknown): Overlay[] {
  if (isOurs(error)) throw error;
  return [];
}

function softened(finding: CheckFinding): CheckFinding {
  return finding.severity === "error" ? { ...finding, severity: "warning" } : finding;
}
