import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UploadGone } from "../order/errors.ts";
import type { OrderRef } from "../order/keys.ts";
import type { Files, PartedFiles, PartedUpload } from "../order/ports.ts";
import { aboutOf } from "./about.ts";
import { composed, together } from "./composed.ts";
import { writeTail } from "./document.ts";
import { imageBookOf } from "./image-book.ts";
import { inFlight } from "./in-flight.ts";
import { documentKey, outKey, type Plan, recordKey, ShareRecord } from "./plan.ts";
import { intentOf } from "./printing-condition.ts";
import type { Finished } from "./receipt.ts";

export interface AssemblyPorts {
  readonly files: Files;
  readonly parted: PartedFiles;
}

/** Records read at the same time. */
const atOnce = 16;

/**
 * Joins the shares of a plan to what one worker would have made of it; undefined while some are missing. Writes the
 * end of the inside alone: page tree, catalog, cross references. Throws UploadGone where that cannot be joined any more.
 */
export async function assembled(
  ports: AssemblyPorts,
  ref: OrderRef,
  plan: Plan,
): Promise<Finished | undefined> {
  const records = await recordsOf(ports.files, ref, plan);
  if (!records) return undefined;
  const runs = records.filter(({ chunk }) => chunk);
  const inside = await insideFrom(ports, { ref, plan, runs });
  return composed(plan.spec, [inside, ...records.filter(({ chunk }) => !chunk)]);
}

/** The inside joined from its runs of pages, and recorded as one who made all of it would. */
async function insideFrom(ports: AssemblyPorts, joining: Joining): Promise<ShareRecord> {
  const {
    ref,
    plan: { spec },
    runs,
  } = joining;
  const book = imageBookOf(spec);
  if (!book) throw new Error("only books of pictures are shared");
  const { bytes, parts } = await joined(ports, joining);
  const key = outKey(ref, spec, { role: "inside" });
  const made = { role: "inside" as const, key, bytes, parts, pages: book.pages.length, ...book.sheet };
  const { previews, findings } = together(runs);
  const record: ShareRecord = {
    spineMm: null,
    components: [made],
    chunk: null,
    previews,
    findings: [...book.padded, ...findings],
    work: runs.flatMap(({ work }) => work),
  };
  await ports.files.putJson(documentKey(ref, spec, "inside"), record);
  return record;
}

/** All records in their shares' order; undefined as soon as one is missing. */
async function recordsOf(files: Files, ref: OrderRef, plan: Plan): Promise<ShareRecord[] | undefined> {
  const keys = plan.shares.map((_, at) => recordKey(ref, plan, at));
  const records: ShareRecord[] = [];
  for await (const record of inFlight(keys, atOnce, (key) => files.getJson(key))) {
    if (record === undefined) return undefined;
    records.push(ShareRecord.parse(record));
  }
  return records;
}

interface Joining {
  readonly ref: OrderRef;
  readonly plan: Plan;
  readonly runs: readonly ShareRecord[];
}

async function joined(
  ports: AssemblyPorts,
  { ref, plan: { spec, upload }, runs }: Joining,
): Promise<Pick<ShareRecord["components"][number], "bytes" | "parts">> {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-assemble-"));
  try {
    const path = join(folder, "tail.pdf");
    const chunks = runs.flatMap(({ chunk }) => chunk ?? []);
    const about = aboutOf(spec, await intentOf(spec.fileProfile), "inside");
    const { bytes, tail } = await writeTail(path, chunks, about);
    const to = { key: outKey(ref, spec, { role: "inside" }), upload };
    const end = { ...tail, number: chunks.length + 1, path };
    await joinParts(ports, to, { chunks, end, bytes });
    return { bytes, parts: [...chunks.map(({ part }) => part), tail] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly chunks: readonly NonNullable<ShareRecord["chunk"]>[];
  readonly end: Parameters<PartedFiles["put"]>[1];
  /** Of all together. */
  readonly bytes: number;
}

/** Where another joined them and died before it could say so, the object is there. */
async function joinParts(
  { files, parted }: AssemblyPorts,
  to: PartedUpload,
  { chunks, end, bytes }: Parts,
): Promise<void> {
  try {
    const etag = await parted.put(to, end);
    const parts = chunks.map((chunk) => ({ etag: chunk.etag, sha256: chunk.part.sha256 }));
    await parted.join(to, [...parts, { etag, sha256: end.sha256 }]);
  } catch (error) {
    if (!(error instanceof UploadGone) || (await files.bytesOf(to.key)) !== bytes) throw error;
  }
}
