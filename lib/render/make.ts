import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileKey, type OrderRef } from "../order/keys.ts";
import type { Measured } from "../order/measured.ts";
import type { Files, PartedFiles } from "../order/ports.ts";
import type { Rendered } from "../order/rendered.ts";
import { imageBookOf } from "./image-book.ts";
import { inFlight } from "./in-flight.ts";
import { type Job, Outcome, type Share, type Spec } from "./job.ts";
import { outKey, type Plan, recordKey, type ShareRecord } from "./plan.ts";
import { workKey } from "./receipt.ts";

/** Sources fetched and results stored at the same time. */
const transfers = 4;

/** A process with capped memory and time that works one job: `functions/render-child.ts`. */
export interface Child {
  run(job: unknown): Promise<unknown>;
}

/** What making needs. */
export interface Workshop {
  readonly files: Files;
  readonly child: Child;
}

/** Renders all of a spec, and stores what came of it. */
export async function make(shop: Workshop, ref: OrderRef, spec: Spec): Promise<Rendered> {
  return worked(shop, { ref, spec }, async (outcome) => {
    const { engine, spineMm, findings } = outcome;
    const kept = await stored(shop.files, ref, { spec, outcome });
    return { engine, fileProfileId: spec.fileProfile.id, spineMm, ...kept, findings };
  });
}

/** Renders one share of a plan, stores what came of it, and records it. Throws UploadGone. */
export async function makeShare(
  shop: Workshop & { readonly parted: PartedFiles },
  ref: OrderRef,
  { plan, at }: { readonly plan: Plan; readonly at: number },
): Promise<void> {
  const { spec, upload, shares } = plan;
  const share = shares[at];
  if (!share) throw new Error(`the plan of ${spec.spec} has no share ${at}`);
  await worked(shop, { ref, spec, share }, async (outcome) => {
    const to = { key: outKey(ref, spec.spec, "inside"), upload };
    const chunk = outcome.chunk ? await partOf(shop.parted, to, { ...outcome.chunk, at }) : null;
    const kept = await stored(shop.files, ref, { spec, outcome });
    const { spineMm, findings } = outcome;
    const record: ShareRecord = { spineMm, chunk, ...kept, findings };
    await shop.files.putJson(recordKey(ref, plan, at), record);
  });
}

async function partOf(
  parted: PartedFiles,
  to: Parameters<PartedFiles["put"]>[0],
  { path, at, ...chunk }: NonNullable<Outcome["chunk"]> & { readonly at: number },
): Promise<ShareRecord["chunk"]> {
  return { ...chunk, etag: await parted.put(to, { ...chunk.part, number: at + 1, path }) };
}

interface Work {
  readonly ref: OrderRef;
  readonly spec: Spec;
  readonly share?: Share;
}

/** Sources into a folder of its own, the child's work, results to where `keep` puts them. The folder always goes. */
async function worked<T>(
  { files, child }: Workshop,
  { ref, spec, share }: Work,
  keep: (outcome: Outcome) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-render-"));
  try {
    const began = performance.now();
    await fetchInto(folder, { files, ref, sources: sourcesOf(spec, share) });
    const sources = spec.sources.map((measured) => ({
      pointer: measured.pointer,
      path: join(folder, measured.sha256),
      measured,
    }));
    const job: Job = { ...spec, sources, outFolder: join(folder, "out"), share };
    await mkdir(job.outFolder);
    const fetch = Math.round(performance.now() - began) / 1000;
    const { work, ...outcome } = Outcome.parse(await child.run(job));
    const told = work && { ...work, seconds: { fetch, ...work.seconds } };
    if (told) await files.putJson(workKey(ref, spec, share), told);
    return await keep(inside(job.outFolder, outcome));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A child that a stranger's file took over must not have other files of ours stored. */
export function inside(folder: string, outcome: Outcome): Outcome {
  const here = <T extends { path: string }>(made: T) => ({
    ...made,
    path: join(folder, basename(made.path)),
  });
  const { components, chunk, previews } = outcome;
  return {
    ...outcome,
    components: components.map(here),
    chunk: chunk && here(chunk),
    previews: previews.map((made) => ({ ...here(made), annotated: here({ path: made.annotated }).path })),
  };
}

/** The sources that a share is made from; all of them where there are no shares. */
function sourcesOf(spec: Spec, share: Share | undefined): readonly Measured[] {
  if (!share) return spec.sources;
  if (share.kind === "cover") return spec.sources.filter(({ pointer }) => pointer.startsWith("/cover"));
  const pages = imageBookOf(spec)?.pages.slice(share.from, share.to) ?? [];
  return pages.flatMap((page) => (page ? [page.source] : []));
}

async function fetchInto(
  folder: string,
  { files, ref, sources }: { files: Files; ref: OrderRef; sources: readonly Measured[] },
): Promise<void> {
  const hashes = [...new Set(sources.map(({ sha256 }) => sha256))];
  await all(hashes, (sha256) => files.download(fileKey(ref, "src", sha256), join(folder, sha256)));
}

async function stored(
  files: Files,
  ref: OrderRef,
  { spec: { spec }, outcome }: { spec: Spec; outcome: Outcome },
): Promise<Pick<Rendered, "components" | "previews">> {
  const components = outcome.components.map((made) => ({ ...made, key: outKey(ref, spec, made.role) }));
  const previews = outcome.previews.map((made) => ({
    ...made,
    key: outKey(ref, spec, made.role, made.page),
    annotatedKey: outKey(ref, spec, made.role, made.page, "annotated"),
  }));
  await all(components, ({ key, path, bytes }) =>
    files.putFile(key, { path, bytes, type: "application/pdf" }),
  );
  const pictures = previews.flatMap(({ key, path, annotatedKey, annotated }) => [
    { key, path, type: "image/webp" },
    { key: annotatedKey, path: annotated, type: "image/jpeg" },
  ]);
  await all(pictures, async ({ key, path, type }) => {
    const { size: bytes } = await stat(path);
    await files.putFile(key, { path, bytes, type });
  });
  return {
    components: components.map(({ path: _, ...component }) => component),
    previews: previews.map(({ path: _, annotated: __, ...preview }) => preview),
  };
}

async function all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for await (const _ of inFlight(items, transfers, work));
}
