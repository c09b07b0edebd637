import * as z from "zod";
import { FileProfile } from "../order/facility.ts";
import { Instant, Sha256, TicketId } from "../order/ids.ts";
import { Measured } from "../order/measured.ts";
import { Paper, Product, SizeMm } from "../order/product.ts";
import { documentAreas, Finding } from "../order/rendered.ts";
import { Fit } from "../order/source.ts";

/** Name of this engine in hashes and receipts: changed whenever the same job would give other bytes. */
export const engine = "printcloud-render/2";

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

/** Everything one item is rendered from. Local files only: the child that works it needs no network. */
export const Job = z.strictObject({
  product: Product,
  paper: Paper,
  fileProfile: FileProfile,
  fit: Fit,
  title: z.string(),
  /** Hash of all that decides the outcome; documents are identified by it. */
  spec: Sha256,
  /** In request order, inside first. */
  sources: z.array(JobSource).min(1),
  cover: JobCover,
  /** What marks name; left out where the file profile has none, so that equal items share their files. */
  ticketId: TicketId.optional(),
  outFolder: z.string(),
  /** Of the order, never of the clock: the same job gives the same bytes. */
  date: Instant,
});
export type Job = z.infer<typeof Job>;

const Made = z.strictObject({
  role: Role,
  path: z.string(),
  bytes: z.int().positive(),
  sha256: Sha256,
  pages: z.int().positive(),
  trimMm: SizeMm,
  bleedMm: z.number().nonnegative(),
  ...documentAreas,
});
export type Made = z.infer<typeof Made>;

const MadePreview = z.strictObject({ role: Role, page: z.int().positive(), path: z.string() });
export type MadePreview = z.infer<typeof MadePreview>;

/** What became of a job: files in its outFolder, and what the merchant should know. */
export const Outcome = z.strictObject({
  engine: z.string(),
  spineMm: z.number().nonnegative().nullable(),
  components: z.array(Made).min(1),
  previews: z.array(MadePreview),
  findings: z.array(Finding),
});
export type Outcome = z.infer<typeof Outcome>;
