import { cpus } from "node:os";
import ours from "../../package.json" with { type: "json" };
import type { Work } from "../order/receipt.ts";
import { renderItem } from "./engine.ts";
import { imageVersions } from "./image-library.ts";
import type { Job, Outcome } from "./job.ts";

/** Renders an item, or a share of it, and says on what and how long: seconds until the last page of each document. */
export async function workItem(job: Job, tell: (progress: string) => void): Promise<Outcome> {
  const began = performance.now();
  const seconds: Record<string, number> = {};
  let before = 0;
  const listen = (progress: string) => {
    const [role = ""] = progress.split(" ", 1);
    const sofar = secondsSince(began);
    seconds[role] = rounded((seconds[role] ?? 0) + sofar - before);
    before = sofar;
    tell(progress);
  };
  const outcome = await renderItem(job, listen);
  const work = { processor: processor(), versions: await versions() };
  return { ...outcome, work: { ...work, seconds: { ...seconds, child: secondsSince(began) } } };
}

/** Of the image library only where it was used: where all went in untouched, nobody need load it. */
async function versions(): Promise<Work["versions"]> {
  const { "@hyzyla/pdfium": pdfium, "pdf-lib": pdfLib } = ours.dependencies;
  return { node: process.versions.node, ...(await imageVersions()), pdfium, "pdf-lib": pdfLib };
}

function processor(): string {
  return `${process.arch} ${cpus()[0]?.model ?? ""}`.trim();
}

/** Seconds since then, in milliseconds. */
function secondsSince(began: number): number {
  return rounded((performance.now() - began) / 1000);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
