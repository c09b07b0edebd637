import * as z from "zod";
import { FacilityId, Mode } from "./ids.ts";
import { Paper } from "./product.ts";
import { CountryCode } from "./recipient.ts";

/** How a facility builds covers: allowances and steps in mm, see design of paper/. */
export const CoverBuild = z.strictObject({
  /** Added to the block's thickness: twice the cover's thickness for soft covers. */
  softAllowanceMm: z.number().nonnegative(),
  caseAllowanceMm: z.number().nonnegative(),
  /** Case spines come in board steps: the first row whose maxPages is not exceeded gives the spine. Empty: by caliper. */
  caseSteps: z.array(z.strictObject({ maxPages: z.int().positive(), spineMm: z.number().positive() })),
  turnInMm: z.number().nonnegative(),
  jointMm: z.number().nonnegative(),
  overhangMm: z.number().nonnegative(),
});
export type CoverBuild = z.infer<typeof CoverBuild>;

/** What a facility wants for one process: files are rendered for product x file profile. */
export const FileProfile = z.strictObject({
  id: z.string(),
  kind: z.enum(["pdfx4", "pdf16"]),
  /** Name of the printing condition, e.g. FOGRA39; null for RGB devices. */
  condition: z.string().nullable(),
  pictures: z.enum(["cmyk", "rgb"]),
  inkLimitPercent: z.number().positive(),
  /** Where a Data Matrix of ticket, component and copy goes, so that cover and block are matched by scan. */
  marks: z.strictObject({ barcode: z.enum(["none", "slug", "last_page"]) }).default({ barcode: "none" }),
  cover: CoverBuild,
});
export type FileProfile = z.infer<typeof FileProfile>;

/** One product family that a facility can make, on which paper, and with which files. */
export const Capability = z.strictObject({
  family: z.string(),
  paper: Paper,
  fileProfileId: z.string(),
  maxQuantity: z.int().positive(),
});
export type Capability = z.infer<typeof Capability>;

/** A print facility as operators enter it; one mode only: simulated facilities are `test`. */
export const Facility = z.strictObject({
  id: FacilityId,
  mode: Mode,
  name: z.string().min(1),
  countryCode: CountryCode,
  timeZone: z.string().refine(isTimeZone, "an IANA time zone such as Europe/Amsterdam"),
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  }),
  /** Countries it ships to; `*` for everywhere. */
  shipsTo: z.array(z.union([CountryCode, z.literal("*")])).min(1),
  open: z.boolean(),
  capacityPerDay: z.int().positive(),
  productionDays: z.int().nonnegative(),
  makes: z.array(Capability).min(1),
  fileProfiles: z.array(FileProfile).min(1),
});
export type Facility = z.infer<typeof Facility>;

/** A facility with what onboarding gave it. */
export const EnrolledFacility = z.strictObject({ ...Facility.shape, queueUrl: z.url() });
export type EnrolledFacility = z.infer<typeof EnrolledFacility>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
