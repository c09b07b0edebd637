import type { Finding } from "../order/rendered.ts";
import { engine, type Share, type Spec } from "./job.ts";
import type { ShareRecord } from "./plan.ts";
import type { Finished } from "./receipt.ts";

/** What an item's documents are told by, one document or all. */
interface Told<Component, Preview> {
  readonly spineMm: number | null;
  readonly components: readonly Component[];
  readonly previews: readonly Preview[];
  readonly findings: readonly Finding[];
}

/** Documents told together, in their order. */
export function together<Component, Preview>(documents: readonly Told<Component, Preview>[]) {
  return {
    spineMm: documents.find(({ spineMm }) => spineMm !== null)?.spineMm ?? null,
    components: documents.flatMap(({ components }) => components),
    previews: documents.flatMap(({ previews }) => previews),
    findings: documents.flatMap(({ findings }) => findings),
  };
}

/** An item from the records of its inside and its cover, whenever and for whichever facility each was made. */
export function composed(spec: Spec, documents: readonly ShareRecord[]): Finished {
  const made = { engine, fileProfileId: spec.fileProfile.id, ...together(documents) };
  return { spec, made, work: documents.flatMap(({ work }) => work) };
}

/** The cover's share of an item with so many pages; none where the product has no cover of its own. */
export function coverShares({ product }: Spec, pages: number): Extract<Share, { kind: "cover" }>[] {
  return product.cover === "separate" ? [{ kind: "cover", pages }] : [];
}
