import * as z from "zod";
import { FacilityId, Mode } from "./ids.ts";
import { Currency, UnitPrice } from "./money.ts";
import { ShippingLevel } from "./order.ts";
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

/** What a facility asks for one family, net, in its currency: each part is added for what it counts. */
export const PriceRow = z.strictObject({
  family: z.string(),
  /** Once for each line of an order, however many copies. */
  setup: UnitPrice.default("0"),
  perCopy: UnitPrice,
  perPage: UnitPrice,
  /** Of page: each page counts with its trim. */
  perSquareMetre: UnitPrice.default("0"),
});
export type PriceRow = z.infer<typeof PriceRow>;

/** What a facility asks for shipping by one level to some countries; the first row that fits counts. */
export const ShippingRate = z.strictObject({
  /** `*` for everywhere. */
  countries: z.array(z.union([z.literal("*"), CountryCode])).min(1),
  level: ShippingLevel,
  /** Working days on the way, at least and at most. */
  days: z
    .strictObject({ from: z.int().nonnegative(), to: z.int().nonnegative().max(60) })
    .refine(({ from, to }) => from <= to, "from no later than to"),
  /** Ascending; what is heavier than the last travels in several parcels. */
  steps: z
    .array(z.strictObject({ maxGrams: z.int().positive(), price: UnitPrice }))
    .min(1)
    .refine(
      (steps) => steps.every((step, place) => step.maxGrams > (steps[place - 1]?.maxGrams ?? 0)),
      "ascending",
    ),
});
export type ShippingRate = z.infer<typeof ShippingRate>;

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
  /** After so long without a claim a ticket goes to another facility; a day where it is left out. */
  claimMinutes: z.int().positive().optional(),
  /** Local time until which an order counts for the same day. */
  cutOff: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .default("14:00"),
  /** 1 is Monday, 7 is Sunday. */
  workingDays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
  /** Local days on which nobody works. */
  holidays: z.array(z.iso.date()).max(400).default([]),
  /** Of its prices. */
  currency: Currency.default("EUR"),
  /** Null: the catalogue's prices less the usual share. */
  prices: z.array(PriceRow).nullable().default(null),
  /** Null: the usual rates from its country. */
  shipping: z.array(ShippingRate).nullable().default(null),
  /** Kilograms of CO2 for making one kilogram of print, as the facility states it. */
  carbonPerKg: z.number().nonnegative().default(1),
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
