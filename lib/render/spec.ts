import { createHash } from "node:crypto";
import { capabilityOf, fileProfileOf } from "../catalogue/capability.ts";
import { productOf } from "../catalogue/products.ts";
import type { Facility } from "../order/facility.ts";
import type { Measured, Prepared } from "../order/measured.ts";
import type { Item, Order } from "../order/order.ts";
import type { ItemFiles } from "../order/source.ts";
import { engine, type JobCover, type Spec } from "./job.ts";
import { isInked } from "./printing-condition.ts";

export interface SpecWish {
  readonly order: Order;
  readonly item: Item;
  readonly files: ItemFiles;
  readonly prepared: Prepared;
  readonly facility: Facility;
}

/** What to render for the facility an item was routed to. Throws when the catalogue or facility lost what was routed. */
export function specOf({ order, item, files, prepared, facility }: SpecWish): Spec {
  const product = productOf(item.productId);
  const capability = product && capabilityOf(facility, product);
  const fileProfile = capability && fileProfileOf(facility, capability);
  if (!fileProfile) throw new Error(`${facility.id} does not make ${item.productId} any more`);
  const cover = coverOf(files.cover);
  const title = (cover.kind === "parts" ? cover.title : undefined) ?? product.name.en;
  const { paper } = capability;
  const wish = { product, paper, fileProfile, fit: item.fit, title, cover, date: order.createdAt };
  const { options = {}, acceptLowResolution } = item;
  const chosen = {
    ...(Object.keys(options).length > 0 && { options }),
    ...(acceptLowResolution && { acceptLowResolution }),
  };
  const named = fileProfile.marks.barcode === "none" ? {} : { ticketId: item.ticketId };
  const spec = { ...wish, ...chosen, ...named, sources: prepared.sources };
  return { ...spec, spec: hashOf(spec), inside: hashOf(insideIn(spec)) };
}

/** True of the files that only a cover is made from. */
export function isOfCover({ pointer }: Pick<Measured, "pointer">): boolean {
  return pointer.startsWith("/cover");
}

type Wish = Omit<Spec, "spec" | "inside">;

/** What an inside is made from. Its paper's thickness and the name of its file profile change nothing of it. */
function insideIn({ paper, cover: _, fileProfile, sources, ...rest }: Wish) {
  const { id: __, cover: ___, ...press } = fileProfile;
  const inked = isInked({ fileProfile, paper });
  return { ...rest, press, inked, sources: sources.filter((source) => !isOfCover(source)) };
}

/** Bytes depend on the processor too: its arithmetic rounds pictures differently. */
function hashOf(spec: Pick<Spec, "sources">): string {
  const sources = spec.sources.map(({ pointer, sha256 }) => ({ pointer, sha256 }));
  return sha256Of(JSON.stringify([engine, process.arch, { ...spec, sources }]));
}

export function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function coverOf(cover: ItemFiles["cover"]): JobCover {
  if (!cover) return { kind: "none" };
  if ("url" in cover || "fileId" in cover) return { kind: "whole" };
  const { image: _, ...parts } = cover;
  return { kind: "parts", ...parts };
}
