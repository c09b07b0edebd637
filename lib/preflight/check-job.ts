import * as z from "zod";
import { Standard } from "../order/preflight.ts";
import { CheckFinding, Report } from "./report.ts";

const OverlayWish = z.strictObject({
  folder: z.string(),
  /** Distance from the trim that nothing important should be in; 0 where it is not known. */
  safeMm: z.number().nonnegative(),
  /** Where it is folded, from the top left corner of the trim: the face of a canvas. */
  foldsMm: z
    .array(z.strictObject({ left: z.number(), top: z.number(), width: z.number(), height: z.number() }))
    .optional(),
  /** What others found on these pages, drawn too. */
  notes: z.array(CheckFinding.pick({ code: true, severity: true, page: true, boxes: true })),
});
export type OverlayWish = z.infer<typeof OverlayWish>;

const Overlay = z.strictObject({ page: z.int().positive(), path: z.string() });
/** A page, drawn. */
export type Overlay = z.infer<typeof Overlay>;

/** What a capped child is asked: a file on its disk, a standard, and whether pages are to be drawn. */
export const CheckJob = z.strictObject({
  path: z.string(),
  standard: Standard,
  inkLimitPercent: z.number().positive().optional(),
  /** Errors become warnings. */
  asAdvice: z.boolean().optional(),
  overlay: OverlayWish.nullable(),
});
export type CheckJob = z.infer<typeof CheckJob>;

export const Checked = z.strictObject({ report: Report, overlays: z.array(Overlay) });
export type Checked = z.infer<typeof Checked>;
