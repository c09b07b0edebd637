import * as z from "zod";
import { PlacedPicture, Standard } from "../order/preflight.ts";
import { Finding } from "../order/rendered.ts";

/** Left, bottom, right, top in points of the page. */
const BoxPt = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type BoxPt = z.infer<typeof BoxPt>;

/** A finding of the checker: the same words as the production preflight, with the clause and where it was seen. */
export const CheckFinding = z.strictObject({
  ...Finding.shape,
  clause: z.string(),
  /** Places on that page; `boxes` shows the first of them. */
  count: z.int().positive(),
  boxes: z.array(BoxPt),
});
export type CheckFinding = z.infer<typeof CheckFinding>;

const PageShown = z.strictObject({
  page: z.int().positive(),
  /** What readers show: CropBox within MediaBox. */
  view: BoxPt,
  bleed: BoxPt.nullable(),
  trim: BoxPt.nullable(),
  rotate: z.number(),
});
export type PageShown = z.infer<typeof PageShown>;

/** What a check of one PDF against one standard answered. */
export const Report = z.strictObject({
  standard: Standard,
  pages: z.array(PageShown),
  findings: z.array(CheckFinding),
  /** In mm from the top left corner of what readers show of the page. */
  pictures: z.array(PlacedPicture),
  /** Findings beyond the most that a report holds. */
  leftOff: z.int().nonnegative(),
});
export type Report = z.infer<typeof Report>;

/** Whether a report lets the file pass. */
export function passes({ findings }: { findings: readonly Pick<Finding, "severity">[] }): boolean {
  return findings.every(({ severity }) => severity !== "error");
}
