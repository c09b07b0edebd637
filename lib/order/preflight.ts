import * as z from "zod";
import * as ids from "./ids.ts";
import { Failure } from "./order.ts";
import { Component, Finding } from "./rendered.ts";
import { Fit, ItemOptions, Source } from "./source.ts";

/** Standards that any PDF can be held against. */
export const standards = ["pdfx4", "gwg2015-sheetfed"] as const;
export const Standard = z.enum(standards);
export type Standard = z.infer<typeof Standard>;

/** How a file is laid onto a product, as an order's item says it. */
const laying = {
  fit: Fit.default("fill"),
  options: ItemOptions.default({}),
  acceptLowResolution: z.boolean().default(false),
};

/** A file to be looked at: as what a facility would print of a product, or against a standard. */
export const PreflightRequest = z.union([
  z.strictObject({
    file: Source,
    productId: z.string().max(60),
    /** Whose file profile it is made for; without it the first that makes the product. */
    facilityId: ids.FacilityId.optional(),
    ...laying,
  }),
  z.strictObject({ file: Source, standard: Standard }),
]);
export type PreflightRequest = z.infer<typeof PreflightRequest>;

export const PreflightState = z.enum(["waiting", "done", "failed"]);

/** What is wanted of a file, with the facility chosen. */
export const PreflightWish = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("product"),
    productId: z.string(),
    facilityId: ids.FacilityId,
    ...laying,
  }),
  z.strictObject({ kind: z.literal("standard"), standard: Standard }),
]);
export type PreflightWish = z.infer<typeof PreflightWish>;

/** A preflight's one row; what was found lies in S3 and expires there. */
export const Preflight = z.strictObject({
  id: ids.PreflightId,
  mode: ids.Mode,
  merchantId: ids.MerchantId,
  wish: PreflightWish,
  /** Null once it is finished: a URL may say more than it should. */
  file: Source.nullable(),
  state: PreflightState,
  failure: Failure.nullable(),
  /** Key of the report. */
  reportDoc: z.string().nullable(),
  createdAt: ids.Instant,
  finishedAt: ids.Instant.nullable(),
  /** From then on it is unknown. */
  expiresAt: ids.Instant,
});
export type Preflight = z.infer<typeof Preflight>;

/** Days that a preflight can be read; its files go by the bucket's lifecycle, its row by expiresAt. */
export const preflightDays = 7;

/** A finding, with the rule it breaks: those without a standard come from making the product. */
export const PreflightFinding = z.strictObject({
  ...Finding.shape,
  standard: Standard.nullable(),
  /** What must hold, in words; null where the code says it all. */
  clause: z.string().nullable(),
  /** Places on that page. */
  count: z.int().positive(),
});
export type PreflightFinding = z.infer<typeof PreflightFinding>;

/** A picture as it is printed: its resolution after placement, in mm from the page's top left corner, bleed included. */
export const PlacedPicture = z.strictObject({
  page: z.int().positive(),
  dpi: z.int().nonnegative(),
  leftMm: z.number(),
  topMm: z.number(),
  widthMm: z.number(),
  heightMm: z.number(),
});
export type PlacedPicture = z.infer<typeof PlacedPicture>;

/** The report as it is stored: keys where the API answers links. */
export const PreflightReport = z.strictObject({
  pages: z.int().positive(),
  findings: z.array(PreflightFinding),
  /** Findings beyond the most that a report holds. */
  leftOff: z.int().nonnegative(),
  pictures: z.array(PlacedPicture),
  files: z.array(Component),
  previews: z.array(
    z.strictObject({
      page: z.int().positive(),
      /** With trim, bleed, safe area and findings drawn over it. */
      key: z.string(),
      /** After cutting; null where nothing is made of the file, and of pages that are shown for a finding only. */
      cutKey: z.string().nullable().default(null),
    }),
  ),
});
export type PreflightReport = z.infer<typeof PreflightReport>;
