import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileKey, type OrderRef } from "../order/keys.ts";
import type { Files } from "../order/ports.ts";
import type { Rendered } from "../order/rendered.ts";
import { inFlight } from "./in-flight.ts";
import { type Job, Outcome } from "./job.ts";
import { type Spec, sha256Of } from "./spec.ts";

/** Sources fetched and results stored at the same time. */
const transfers = 4;

/** A process with capped memory and time that works one job: `functions/render-child.ts`. */
export interface Child {
  run(job: unknown): Promise<unknown>;
}

/** Renders a spec: sources into a folder of its own, the child's work, results to their keys. The folder always goes. */
export async function make(
  { files, child }: { readonly files: Files; readonly child: Child },
  ref: OrderRef,
  spec: Spec,
): Promise<Rendered> {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-render-"));
  try {
    const job: Job = {
      ...spec,
      sources: await fetched(files, { ref, spec, folder }),
      outFolder: join(folder, "out"),
    };
    await mkdir(job.outFolder);
    const outcome = Outcome.parse(await child.run(job));
    return await stored(files, ref, { spec, outcome: inside(job.outFolder, outcome) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A child that a stranger's file took over must not have other files of ours stored. */
function inside(folder: string, outcome: Outcome): Outcome {
  const here = <T extends { path: string }>(made: T) => ({
    ...made,
    path: join(folder, basename(made.path)),
  });
  return { ...outcome, components: outcome.components.map(here), previews: outcome.previews.map(here) };
}

async function fetched(
  files: Files,
  { ref, spec, folder }: { ref: OrderRef; spec: Spec; folder: string },
): Promise<Job["sources"]> {
  const hashes = [...new Set(spec.sources.map(({ sha256 }) => sha256))];
  const fetch = (sha256: string) => files.download(fileKey(ref, "src", sha256), join(folder, sha256));
  await all(hashes, fetch);
  return spec.sources.map((measured) => ({
    pointer: measured.pointer,
    path: join(folder, measured.sha256),
    measured,
  }));
}

async function stored(
  files: Files,
  ref: OrderRef,
  { spec, outcome }: { spec: Spec; outcome: Outcome },
): Promise<Rendered> {
  const keyOf = (...names: (string | number)[]) =>
    fileKey(ref, "out", sha256Of([spec.spec, ...names].join(" ")));
  const components = outcome.components.map((made) => ({ ...made, key: keyOf(made.role) }));
  const previews = outcome.previews.map((made) => ({ ...made, key: keyOf(made.role, made.page) }));
  await all(components, ({ key, path, bytes }) =>
    files.putFile(key, { path, bytes, type: "application/pdf" }),
  );
  await all(previews, async ({ key, path }) => {
    const { size: bytes } = await stat(path);
    await files.putFile(key, { path, bytes, type: "image/webp" });
  });
  return {
    engine: outcome.engine,
    fileProfileId: spec.fileProfile.id,
    spineMm: outcome.spineMm,
    components: components.map(({ path: _, ...component }) => component),
    previews: previews.map(({ path: _, ...preview }) => preview),
    findings: outcome.findings,
  };
}

async function all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for await (const _ of inFlight(items, transfers, work));
}
