import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileKey, type OrderRef } from "../order/keys.ts";
import type { Measured } from "../order/measured.ts";
import type { Files, PartedFiles } from "../order/ports.ts";
import type { Rendered } from "../order/rendered.ts";
import { composed, coverShares } from "./composed.ts";
import { imageBookOf } from "./image-book.ts";
import { inFlight } from "./in-flight.ts";
import { type Job, Outcome, type Share, type Spec } from "./job.ts";
import { documentKey, outKey, type Plan, recordKey, ShareRecord } from "./plan.ts";
import type { Finished } from "./receipt.ts";
import { isOfCover } from "./spec.ts";

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

/** Renders what is missing of a spec, its inside and its cover apart, and stores what came of it. */
export async function make(shop: Workshop, ref: OrderRef, spec: Spec): Promise<Finished> {
  const inside = await documentOf(shop, { ref, spec, share: { kind: "inside" } });
  const documents = [inside];
  const covers = inside.components.flatMap(({ pages }) => coverShares(spec, pages));
  // After the inside, so that a worker never holds both, and who comes again after a death finds the first.
  for (const share of covers) documents.push(await documentOf(shop, { ref, spec, share }));
  return composed(spec, documents);
}

/** What became of a whole document, which may have been made for a spec that differs only elsewhere. */
async function documentOf(shop: Workshop, work: Work<WholeShare>): Promise<ShareRecord> {
  const { ref, spec, share } = work;
  const key = documentKey(ref, spec, share.kind);
  const known = await shop.files.getJson(key);
  if (known !== undefined) return ShareRecord.parse(known);
  return worked(shop, work, async (outcome) => recorded(shop.files, work, { key, outcome, chunk: null }));
}

type WholeShare = Exclude<Share, { kind: "pages" }>;

/** Renders one share of a plan, stores what came of it, and records it. Throws UploadGone. */
export async function makeShare(
  shop: Workshop & { readonly parted: PartedFiles },
  ref: OrderRef,
  { plan, at }: { readonly plan: Plan; readonly at: number },
): Promise<void> {
  const { spec, upload, shares } = plan;
  const share = shares[at];
  if (!share) throw new Error(`the plan of ${spec.spec} has no share ${at}`);
  const work = { ref, spec, share };
  await worked(shop, work, async (outcome) => {
    const to = { key: outKey(ref, spec, { role: "inside" }), upload };
    const chunk = outcome.chunk ? await partOf(shop.parted, to, { ...outcome.chunk, at }) : null;
    await recorded(shop.files, work, { key: recordKey(ref, plan, at), outcome, chunk });
  });
}

interface Come {
  readonly key: string;
  readonly outcome: Outcome;
  readonly chunk: ShareRecord["chunk"];
}

async function recorded(
  files: Files,
  { ref, spec }: Work,
  { key, outcome, chunk }: Come,
): Promise<ShareRecord> {
  const kept = await stored(files, ref, { spec, outcome });
  const { spineMm, findings, work } = outcome;
  const record: ShareRecord = { spineMm, chunk, ...kept, findings, work: work ? [work] : [] };
  // Last, because its presence says that the files are there.
  await files.putJson(key, record);
  return record;
}

async function partOf(
  parted: PartedFiles,
  to: Parameters<PartedFiles["put"]>[0],
  { path, at, ...chunk }: NonNullable<Outcome["chunk"]> & { readonly at: number },
): Promise<ShareRecord["chunk"]> {
  return { ...chunk, etag: await parted.put(to, { ...chunk.part, number: at + 1, path }) };
}

interface Work<Part extends Share = Share> {
  readonly ref: OrderRef;
  readonly spec: Spec;
  readonly share: Part;
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
    return await keep(inside(job.outFolder, { ...outcome, work: told }));
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

/** The sources that a share is made from. */
function sourcesOf(spec: Spec, share: Share): readonly Measured[] {
  if (share.kind === "cover") return spec.sources.filter(isOfCover);
  if (share.kind === "inside") return spec.sources.filter((source) => !isOfCover(source));
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
  { spec, outcome }: { spec: Spec; outcome: Outcome },
): Promise<Pick<Rendered, "components" | "previews">> {
  const components = outcome.components.map((made) => ({
    ...made,
    key: outKey(ref, spec, { role: made.role }),
  }));
  const previews = outcome.previews.map((made) => ({
    ...made,
    key: outKey(ref, spec, { role: made.role, page: made.page }),
    annotatedKey: outKey(ref, spec, { role: made.role, page: made.page, annotated: true }),
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
