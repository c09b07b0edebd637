import * as z from "zod";
import { Sha256 } from "./ids.ts";
import { SizeMm } from "./product.ts";

/** Something the merchant should know about a file: a fix that was made, or a weakness that was let through. */
export const Finding = z.strictObject({
  code: z.string(),
  severity: z.enum(["info", "warning", "error"]),
  page: z.int().positive().nullable(),
  measured: z.unknown(),
  wanted: z.unknown(),
  fixed: z.string().nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** From the top left corner of the trim. */
const RectMm = z.strictObject({ left: z.number(), top: z.number(), ...SizeMm.shape });

/** What a document has besides trim and bleed, for whoever folds, wraps or scans it. Left out where it has none. */
export const documentAreas = {
  /** Boards of a case, and the spine between them. */
  boardsMm: z.strictObject({ front: RectMm, spine: RectMm, back: RectMm }).optional(),
  /** What is looked at of a canvas; the rest goes round the bar. */
  faceMm: RectMm.optional(),
  /** Height of the strip above the bleed that its mark stands in. */
  slugMm: z.number().positive().optional(),
  /** What its Data Matrix says, and where that is. */
  mark: z.strictObject({ text: z.string(), place: z.enum(["slug", "last_page"]) }).optional(),
} as const;

/** A run of a file's bytes. S3 knows no hash of what was uploaded in parts, so files list theirs. */
export const FilePart = z.strictObject({ bytes: z.int().positive(), sha256: Sha256 });
export type FilePart = z.infer<typeof FilePart>;

/** One press-ready document. Boxes are the same on all of its pages. */
export const Component = z.strictObject({
  role: z.enum(["inside", "cover"]),
  key: z.string(),
  bytes: z.int().positive(),
  /** In order; one where it was written whole. */
  parts: z.array(FilePart).min(1),
  pages: z.int().positive(),
  trimMm: SizeMm,
  bleedMm: z.number().nonnegative(),
  ...documentAreas,
});
export type Component = z.infer<typeof Component>;

const Preview = z.strictObject({
  role: z.enum(["inside", "cover"]),
  page: z.int().positive(),
  /** After cutting. */
  key: z.string(),
  /** Before cutting, with trim, bleed, safe area and findings drawn over it; null from before there were any. */
  annotatedKey: z.string().nullable().default(null),
});

/** The rendered document of an item for one file profile; also the receipt that outlives the files. */
export const Rendered = z.strictObject({
  engine: z.string(),
  fileProfileId: z.string(),
  spineMm: z.number().nonnegative().nullable(),
  components: z.array(Component).min(1),
  previews: z.array(Preview),
  findings: z.array(Finding),
});
export type Rendered = z.infer<typeof Rendered>;
