import * as z from "zod";
import { FileId, Sha256 } from "./ids.ts";

const checksum = { sha256: Sha256.optional() };

/** Where a file comes from: a URL we fetch, or a finished upload. */
export const Source = z.union([
  z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2048), ...checksum }),
  z.strictObject({ fileId: FileId, ...checksum }),
]);
export type Source = z.infer<typeof Source>;

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, "a colour as #rrggbb");

/** A cover built from parts; the spine's text is set only where it fits. */
const CoverParts = z.strictObject({
  title: z.string().trim().max(80).optional(),
  subtitle: z.string().trim().max(120).optional(),
  spineText: z.string().trim().max(80).optional(),
  image: Source.optional(),
  background: colour.optional(),
  textColour: colour.optional(),
});

export const Fit = z.enum(["fill", "fit", "stretch"]);
export type Fit = z.infer<typeof Fit>;

/** Choices among a product's `options`, by their names: `{ wrap: "mirror" }`. */
export const ItemOptions = z.record(z.string().max(40), z.string().max(40));
export type ItemOptions = z.infer<typeof ItemOptions>;

/** What an item is printed from: pictures laid out one a page, or a PDF; and the cover, whole or in parts. */
export const ItemFiles = z
  .strictObject({
    images: z.array(Source).min(1).max(200).optional(),
    inside: Source.optional(),
    cover: z.union([Source, CoverParts]).optional(),
  })
  .refine((files) => (files.images === undefined) !== (files.inside === undefined), {
    message: "either images or inside, not both",
  });
export type ItemFiles = z.infer<typeof ItemFiles>;

/** Every source of an item with its place in the request, inside first. */
export function sourcesOf(files: ItemFiles): { pointer: string; source: Source }[] {
  const images = (files.images ?? []).map((source, page) => ({ pointer: `/images/${page}`, source }));
  const inside = files.inside ? [{ pointer: "/inside", source: files.inside }] : [];
  return [...images, ...inside, ...coverSource(files.cover)];
}

function coverSource(cover: ItemFiles["cover"]): { pointer: string; source: Source }[] {
  if (!cover) return [];
  if ("url" in cover || "fileId" in cover) return [{ pointer: "/cover", source: cover }];
  return cover.image ? [{ pointer: "/cover/image", source: cover.image }] : [];
}
