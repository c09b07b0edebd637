import * as z from "zod";
import { FileProfile } from "../order/facility.ts";
import { Instant, Sha256, TicketId } from "../order/ids.ts";
import { Measured, Prepared } from "../order/measured.ts";
import { Paper, Product, SizeMm } from "../order/product.ts";
import { Work } from "../order/receipt.ts";
import { documentAreas, FilePart, Finding } from "../order/rendered.ts";
import { Fit, ItemOptions } from "../order/source.ts";
import { Chunk } from "./chunks.ts";

/** Name of this engine in hashes and receipts: changed whenever the same job would give other bytes. */
export const engine = "printcloud-render/6";

const Role = z.enum(["inside", "cover"]);

/** A cover as the order gives it; a whole one is the source at `/cover`, the picture of parts that at `/cover/image`. */
export const JobCover = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("whole") }),
  z.strictObject({
    kind: z.literal("parts"),
    title: z.string().optional(),
    subtitle: z.string().optional(),
    spineText: z.string().optional(),
    background: z.string().optional(),
    textColour: z.string().optional(),
  }),
]);
export type JobCover = z.infer<typeof JobCover>;

export const JobSource = z.strictObject({ pointer: z.string(), path: z.string(), measured: Measured });
export type JobSource = z.infer<typeof JobSource>;

const wish = {
  product: Product,
  paper: Paper,
  fileProfile: FileProfile,
  fit: Fit,
  options: ItemOptions.optional(),
  /** Too few pixels are a warning, not a refusal. */
  acceptLowResolution: z.boolean().optional(),
  title: z.string(),
  /** Hash of all that decides the outcome; the item's document and its cover are identified by it. */
  spec: Sha256,
  /** Hash of what decides the inside alone; it is identified by this, for every facility that would get the same. */
  inside: Sha256,
  cover: JobCover,
  /** What marks name; left out where the file profile has none, so that equal items share their files. */
  ticketId: TicketId.optional(),
  /** Of the order, never of the clock: the same job gives the same bytes. */
  date: Instant,
};

/** All that decides how an item's print files look, and its hash. The same spec never needs rendering twice. */
export const Spec = z.strictObject({ ...wish, sources: Prepared.shape.sources });
export type Spec = z.infer<typeof Spec>;

/** What one of several workers does of an item: its inside or a run of the inside's pages, or its cover. */
export const Share = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("inside") }),
  /** Round so many pages as the inside turned out to have. */
  z.strictObject({ kind: z.literal("cover"), pages: z.int().positive() }),
  z.strictObject({ kind: z.literal("pages"), ...Chunk.shape }),
]);
export type Share = z.infer<typeof Share>;

/** Everything one item is rendered from. Local files only: the child that works it needs no network. */
export const Job = z.strictObject({
  ...wish,
  /** In request order, inside first. Of a share only the files that it needs are there. */
  sources: z.array(JobSource).min(1),
  outFolder: z.string(),
  share: Share.optional(),
});
export type Job = z.infer<typeof Job>;

/** Hash of all that decides the document of that role. */
export function decidedBy({ spec, inside }: Pick<Spec, "spec" | "inside">, role: Made["role"]): string {
  return role === "inside" ? inside : spec;
}

/** The job without its files. */
export function specIn({ outFolder: _, share: __, sources, ...wish }: Job): Spec {
  return { ...wish, sources: sources.map(({ pointer, measured }) => ({ ...measured, pointer })) };
}

const Made = z.strictObject({
  role: Role,
  path: z.string(),
  bytes: z.int().positive(),
  parts: z.array(FilePart).min(1),
  pages: z.int().positive(),
  trimMm: SizeMm,
  bleedMm: z.number().nonnegative(),
  ...documentAreas,
});
export type Made = z.infer<typeof Made>;

const MadePreview = z.strictObject({
  role: Role,
  page: z.int().positive(),
  path: z.string(),
  /** The same page before cutting, with its boxes and findings drawn over it. */
  annotated: z.string(),
});
export type MadePreview = z.infer<typeof MadePreview>;

/** A run of pages, and where its objects are: by number from its first, counted from its own beginning. */
export const MadeChunk = z.strictObject({
  path: z.string(),
  part: FilePart,
  offsets: z.array(z.int()),
  /** Object numbers of the pages. */
  kids: z.array(z.int().positive()),
});
export type MadeChunk = z.infer<typeof MadeChunk>;

/** What became of a job: files in its outFolder, and what the merchant should know. */
export const Outcome = z.strictObject({
  engine: z.string(),
  spineMm: z.number().nonnegative().nullable(),
  /** None of a share that is a run of pages. */
  components: z.array(Made),
  chunk: MadeChunk.optional(),
  work: Work.optional(),
  previews: z.array(MadePreview),
  findings: z.array(Finding),
});
export type Outcome = z.infer<typeof Outcome>;
