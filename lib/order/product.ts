import * as z from "zod";
import { Money } from "./money.ts";

/** Width x height in millimetres. */
export const SizeMm = z.strictObject({ width: z.number().positive(), height: z.number().positive() });
export type SizeMm = z.infer<typeof SizeMm>;

/** Paper of the inside: thickness of one leaf in mm is gsm x bulk / 1000. */
export const Paper = z.strictObject({
  name: z.string(),
  gsm: z.number().positive(),
  bulk: z.number().positive(),
  coated: z.boolean(),
});
export type Paper = z.infer<typeof Paper>;

const Binding = z.enum([
  "perfect_bound",
  "saddle_stitch",
  "case",
  "layflat",
  "wire_o",
  "canvas",
  "folded",
  "none",
]);

/** `self`: the cover is the first and last leaf of the inside document; `separate`: a document of its own. */
const CoverKind = z.enum(["self", "separate", "none"]);

const LocalName = z.strictObject({ en: z.string(), nl: z.string(), de: z.string(), fr: z.string() });

/** One entry of the catalogue. Lengths in mm; `pages` counts inside pages (a self-cover's pages included). */
export const Product = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{3,60}$/),
  family: z.string(),
  name: LocalName,
  trimMm: SizeMm,
  bleedMm: z.number().nonnegative(),
  safeMm: z.number().nonnegative(),
  pages: z.strictObject({
    min: z.int().positive(),
    max: z.int().positive(),
    step: z.int().positive(),
  }),
  binding: Binding,
  cover: CoverKind,
  /** The bound edge; right for right-to-left scripts, top for calendars. */
  edge: z.enum(["left", "right", "top"]),
  paper: Paper,
  colour: z.enum(["rgb", "cmyk"]),
  /** Effective resolution in dpi below which a finding of that severity is made. */
  dpi: z.strictObject({ info: z.number(), warning: z.number(), error: z.number() }),
  /** What may be chosen, by name, the usual choice first; `#rrggbb` stands for any colour. */
  options: z.record(z.string(), z.array(z.string())),
  price: z.strictObject({ base: Money, perPage: Money }),
});
export type Product = z.infer<typeof Product>;
