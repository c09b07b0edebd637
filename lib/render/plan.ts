import * as z from "zod";
import { fileKey, type OrderRef } from "../order/keys.ts";
import { Rendered } from "../order/rendered.ts";
import { MadeChunk, Share, Spec } from "./job.ts";
import { sha256Of } from "./spec.ts";

/** What many workers make one item by, written once: it holds though the facility's profile changes meanwhile. */
export const Plan = z.strictObject({
  engine: z.string(),
  spec: Spec,
  /** Takes the parts of the inside. */
  upload: z.string(),
  /** The runs of pages first, in order: a run's place and 1 is the number of its part. */
  shares: z.array(Share).min(2),
});
export type Plan = z.infer<typeof Plan>;

const { components, ...rest } = Rendered.shape;

/** What became of one share, written once: all of them together are what the last one joins. */
export const ShareRecord = z.strictObject({
  spineMm: rest.spineMm,
  components: z.array(components.element),
  chunk: z.strictObject({ ...MadeChunk.omit({ path: true }).shape, etag: z.string() }).nullable(),
  previews: rest.previews,
  findings: rest.findings,
});
export type ShareRecord = z.infer<typeof ShareRecord>;

/** Where a spec's document is: its presence says that all the rest is there. */
export function docKey(ref: OrderRef, spec: string): string {
  return fileKey(ref, "doc", spec);
}

export function planKey(ref: OrderRef, spec: string): string {
  return fileKey(ref, "doc", sha256Of(`${spec} plan`));
}

export function recordKey(ref: OrderRef, { spec, upload }: Plan, at: number): string {
  return fileKey(ref, "doc", sha256Of(`${spec.spec} ${upload} ${at}`));
}

/** Where a file made by a spec is: a document by its role, a preview by its page too. */
export function outKey(ref: OrderRef, spec: string, ...names: readonly (string | number)[]): string {
  return fileKey(ref, "out", sha256Of([spec, ...names].join(" ")));
}
