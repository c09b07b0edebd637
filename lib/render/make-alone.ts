import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Fit, ItemOptions } from "../order/source.ts";
import { imageBookOf } from "./image-book.ts";
import { engine, type Job, type JobSource, Outcome, specIn } from "./job.ts";
import { type Child, inside } from "./make.ts";
import { sha256Of } from "./spec.ts";

/** How one file is made into a product without an order. */
export interface AloneWish {
  readonly press: Pick<Job, "product" | "paper" | "fileProfile">;
  readonly fit: Fit;
  readonly options: ItemOptions;
  readonly acceptLowResolution: boolean;
  /** Where the results go, in a folder `out` of their own. */
  readonly folder: string;
}

interface MadeAlone extends Outcome {
  /** What a file that is a picture has after placement, before it is scaled down to what is printed; null of a PDF. */
  readonly pictureDpi: number | null;
}

/** Renders a file as an order's only one, for whoever wants to see what would be printed. A cover is made plain. */
export async function makeAlone(child: Child, source: JobSource, wish: AloneWish): Promise<MadeAlone> {
  const { press, fit, options, acceptLowResolution, folder } = wish;
  const { product } = press;
  const title = product.name.en;
  const laid = { fit, options, acceptLowResolution };
  const spec = sha256Of(
    JSON.stringify([engine, product.id, press.fileProfile, laid, source.measured.sha256]),
  );
  const job: Job = {
    ...press,
    ...laid,
    title,
    spec,
    inside: spec,
    sources: [source],
    cover: product.cover === "separate" ? { kind: "parts" } : { kind: "none" },
    outFolder: join(folder, "out"),
    // The same file gives the same bytes whenever it is looked at.
    date: "2000-01-01T00:00:00.000Z",
  };
  await mkdir(job.outFolder, { recursive: true });
  const outcome = inside(job.outFolder, Outcome.parse(await child.run(job)));
  return { ...outcome, pictureDpi: imageBookOf(specIn(job))?.pages[0]?.placement.dpi ?? null };
}
