import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Fit } from "../order/source.ts";
import { engine, type Job, type JobSource, Outcome } from "./job.ts";
import { type Child, inside } from "./make.ts";
import { sha256Of } from "./spec.ts";

/** How one file is made into a product without an order. */
export interface AloneWish {
  readonly press: Pick<Job, "product" | "paper" | "fileProfile">;
  readonly fit: Fit;
  /** Where the results go, in a folder `out` of their own. */
  readonly folder: string;
}

/** Renders a file as an order's only one, for whoever wants to see what would be printed. A cover is made plain. */
export async function makeAlone(child: Child, source: JobSource, wish: AloneWish): Promise<Outcome> {
  const { press, fit, folder } = wish;
  const { product } = press;
  const title = product.name.en;
  const spec = sha256Of(JSON.stringify([engine, product.id, press.fileProfile, fit, source.measured.sha256]));
  const job: Job = {
    ...press,
    fit,
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
  return inside(job.outFolder, Outcome.parse(await child.run(job)));
}
