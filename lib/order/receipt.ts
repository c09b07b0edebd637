import * as z from "zod";
import { FileProfile } from "./facility.ts";
import { Sha256 } from "./ids.ts";
import { Measured } from "./measured.ts";
import { Paper } from "./product.ts";
import { Rendered } from "./rendered.ts";
import { Fit, ItemOptions } from "./source.ts";

/** One worker's part in making an item: what it ran on, and how long each stage took. Of no document's bytes or hash. */
export const Work = z.strictObject({
  /** Architecture and model: arithmetic of pictures differs between them. */
  processor: z.string(),
  versions: z.record(z.string(), z.string()),
  seconds: z.record(z.string(), z.number().nonnegative()),
});
export type Work = z.infer<typeof Work>;

/** What an item was made from, by what, and what came of it: stays when the files go, so it holds nobody's words. */
export const Receipt = z.strictObject({
  v: z.literal(1),
  spec: Sha256,
  productId: z.string(),
  paper: Paper,
  fit: Fit,
  options: ItemOptions,
  acceptLowResolution: z.boolean(),
  fileProfile: FileProfile,
  inputs: z.array(Measured.pick({ pointer: true, sha256: true, bytes: true, type: true })),
  /** What its colours are printed with: the profile that the documents name and its hash; null for RGB devices. */
  colours: z.strictObject({ condition: z.string(), profileSha256: Sha256, inked: z.boolean() }).nullable(),
  made: Rendered,
  /** Of the inside, then of the cover, in the order of their shares; also of what was made for a facility before. */
  work: z.array(Work),
});
export type Receipt = z.infer<typeof Receipt>;
