import * as z from "zod";
import { fileKey, type OrderRef } from "../order/keys.ts";
import { Work } from "../order/receipt.ts";
import { Rendered } from "../order/rendered.ts";
import { decidedBy, type Made, MadeChunk, Share, Spec } from "./job.ts";
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

/** What became of one share, written once; that of a whole document serves all specs which ask for the same. */
export const ShareRecord = z.strictObject({
  spineMm: rest.spineMm,
  components: z.array(components.element),
  chunk: z.strictObject({ ...MadeChunk.omit({ path: true }).shape, etag: z.string() }).nullable(),
  previews: rest.previews,
  findings: rest.findings,
  /** Of a document that many made, all of theirs. */
  work: z.array(Work),
});
export type ShareRecord = z.infer<typeof ShareRecord>;

/** Where a spec's document is: its presence says that all the rest is there. */
export function docKey(ref: OrderRef, spec: string): string {
  return fileKey(ref, "doc", spec);
}

export function planKey(ref: OrderRef, spec: string): string {
  return fileKey(ref, "doc", sha256Of(`${spec} plan`));
}

/** Where the record of a planned share is: a cover is one document, whoever makes it. */
export function recordKey(ref: OrderRef, { spec, upload, shares }: Plan, at: number): string {
  if (shares[at]?.kind === "cover") return documentKey(ref, spec, "cover");
  return fileKey(ref, "doc", sha256Of(`${spec.spec} ${upload} ${at}`));
}

type Hashes = Pick<Spec, "spec" | "inside">;

/** Where the record of a whole inside or cover is: its presence says that its files are there. */
export function documentKey(ref: OrderRef, spec: Hashes, role: Made["role"]): string {
  return fileKey(ref, "doc", sha256Of(`${decidedBy(spec, role)} ${role}`));
}

/** A file made by a spec: a document by its role, a preview by its page too. */
interface Out {
  readonly role: Made["role"];
  readonly page?: number;
  readonly annotated?: boolean;
}

export function outKey(ref: OrderRef, spec: Hashes, { role, page, annotated }: Out): string {
  const names = [decidedBy(spec, role), role, page ?? [], annotated ? "annotated" : []].flat();
  return fileKey(ref, "out", sha256Of(names.join(" ")));
}
