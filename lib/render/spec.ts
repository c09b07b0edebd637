import { createHash } from "node:crypto";
import { capabilityOf, fileProfileOf } from "../catalogue/capability.ts";
import { productOf } from "../catalogue/products.ts";
import type { Facility } from "../order/facility.ts";
import type { Prepared } from "../order/measured.ts";
import type { Item, Order } from "../order/order.ts";
import type { ItemFiles } from "../order/source.ts";
import { engine, type JobCover, type Spec } from "./job.ts";

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
  return { ...spec, spec: hashOf(spec) };
}

/** Bytes depend on the processor too: its arithmetic rounds pictures differently. */
function hashOf(spec: Omit<Spec, "spec">): string {
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
