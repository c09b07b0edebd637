import * as z from "zod";
import { Sha256 } from "./ids.ts";
import { SizeMm } from "./product.ts";

/** Types found by looking at the content, never by name or header. */
export const FileType = z.enum([
  "image/jpeg",
  "image/png",
  "image/webp",
  "image/tiff",
  "image/avif",
  "image/heic",
  "application/pdf",
]);
export type FileType = z.infer<typeof FileType>;

/** Pixels as stored; `orientation` is the EXIF value 1-8 that turns them upright. */
export const MeasuredImage = z.strictObject({
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  orientation: z.int().min(1).max(8),
  channels: z.int().positive(),
  hasAlpha: z.boolean(),
  space: z.string(),
});
export type MeasuredImage = z.infer<typeof MeasuredImage>;

/** One page of a PDF as a reader sees it: rotation and UserUnit folded in. `trimMm` only where a TrimBox says so. */
export const MeasuredPage = z.strictObject({ mediaMm: SizeMm, trimMm: SizeMm.nullable(), rotate: z.int() });
export type MeasuredPage = z.infer<typeof MeasuredPage>;

/** One source after prepare: stored under its hash, its type known, measured in a capped child process. */
export const Measured = z.strictObject({
  /** Place in the item's files, e.g. `/images/3`, `/inside`, `/cover/image`. */
  pointer: z.string(),
  sha256: Sha256,
  bytes: z.int().positive(),
  type: FileType,
  image: MeasuredImage.nullable(),
  pages: z.array(MeasuredPage).nullable(),
  /** The file is damaged, and all that is printed of it was found nevertheless. */
  mended: z.literal(true).optional(),
});
export type Measured = z.infer<typeof Measured>;

/** The prepared document of an item: all its sources in request order. */
export const Prepared = z.strictObject({ sources: z.array(Measured).min(1), pages: z.int().positive() });
export type Prepared = z.infer<typeof Prepared>;
