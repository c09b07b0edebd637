import { Rejected } from "../order/errors.ts";
import type { Finding } from "../order/rendered.ts";
import type { Placement } from "../paper/placement.ts";
import { type Severity, severityOf } from "../paper/resolution.ts";
import type { Job } from "./job.ts";
import type { Picture } from "./picture.ts";

/** A 3:2 photograph on a square loses a third; cutting more off is worth a second look. */
const muchLost = 0.4;
/** Less than this is rounding. */
const nothingLost = 0.005;

/** A finding for information: what was done, and where. */
export function fixed(code: string, fix: string, detail: Partial<Finding> = {}): Finding {
  return { code, severity: "info", page: null, measured: null, wanted: null, ...detail, fixed: fix };
}

/** What a picture's placement says about it: too few pixels, or much of it cut off. Throws `resolution_too_low`. */
export function judgePlacement(
  { dpi, lost }: Placement,
  job: Pick<Job, "product" | "acceptLowResolution">,
  at: { readonly page: number | null; readonly pointer: string },
): Finding[] {
  const { product } = job;
  const severity = severityOf(dpi, product.dpi);
  const given = Math.round(dpi);
  if (severity === "error" && !job.acceptLowResolution) {
    const wanted = product.dpi.error;
    const message = `The picture would be printed at ${given} dpi, less than the ${wanted} that this product needs.`;
    throw new Rejected("resolution_too_low", message, { pointer: at.pointer, given, wanted });
  }
  const low = { code: "low_resolution", page: at.page, measured: given, wanted: product.dpi.info };
  return [...(severity ? [{ ...low, ...accepted(severity) }] : []), ...cropped(lost, at.page)];
}

/** What would be refused and was accepted beforehand is a warning, and says that it was. */
export function accepted(severity: Severity): Pick<Finding, "severity" | "fixed"> {
  if (severity !== "error") return { severity, fixed: null };
  return { severity: "warning", fixed: "printed nevertheless: the order accepts low resolution" };
}

/** A few pixels are noise. */
const muchInked = 0.001;

/** What drawing a picture brought to light: inks of somebody else's, held to what the press takes. */
export function judgeInks({ overInked = 0 }: Picture, limitPercent: number, page: number | null): Finding[] {
  if (overInked < muchInked) return [];
  const percent = Math.round(overInked * 1000) / 10;
  const fix = `colours were lowered to ${limitPercent}% of ink where there was more: ${percent}% of the picture's area`;
  return [fixed("ink_limited", fix, { severity: "warning", page, measured: percent, wanted: limitPercent })];
}

function cropped(lost: number, page: number | null): Finding[] {
  if (lost < nothingLost) return [];
  const percent = Math.round(lost * 1000) / 10;
  const severity = lost > muchLost ? "warning" : "info";
  const fix = `cropped at the centre, ${percent}% of the picture's area is cut off`;
  return [fixed("cropped", fix, { severity, page, measured: percent, wanted: 0 })];
}
