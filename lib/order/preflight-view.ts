import * as z from "zod";
import * as ids from "./ids.ts";
import { Failure } from "./order.ts";
import { PlacedPicture, PreflightFinding, PreflightState, Standard } from "./preflight.ts";
import { Fit, ItemOptions } from "./source.ts";
import { FileView } from "./views.ts";

/** The worst that was found; null until a preflight is done, and where the file cannot be made at all. */
const Verdict = z.enum(["ok", "warnings", "errors"]);
export type Verdict = z.infer<typeof Verdict>;

/** A preflight as the API answers it; what lies in the report is empty until it is done. */
export const PreflightView = z.strictObject({
  id: ids.PreflightId,
  mode: ids.Mode,
  state: PreflightState,
  productId: z.string().nullable(),
  facilityId: ids.FacilityId.nullable(),
  fit: Fit.nullable(),
  options: ItemOptions.nullable(),
  acceptLowResolution: z.boolean().nullable(),
  standard: Standard.nullable(),
  verdict: Verdict.nullable(),
  /** Why the file cannot be printed as wanted, in an item's words; null unless failed. */
  error: Failure.nullable(),
  pages: z.int().nullable(),
  findings: z.array(PreflightFinding),
  findingsLeftOff: z.int(),
  /** Every picture of the pages as they are printed, 1,000 at most. */
  pictures: z.array(PlacedPicture),
  /** What would be printed; none for a standard. Links live 15 minutes. */
  files: z.array(FileView),
  /** The first pages, and others that somebody must look at. */
  previews: z.array(
    z.strictObject({
      page: z.int(),
      /** After cutting; null for a standard, and of pages that are shown for a finding only. */
      url: z.string().nullable(),
      /** With trim, bleed, safe area and the places of findings drawn over it. */
      annotatedUrl: z.string(),
    }),
  ),
  createdAt: ids.Instant,
  finishedAt: ids.Instant.nullable(),
  expiresAt: ids.Instant,
});
export type PreflightView = z.infer<typeof PreflightView>;
