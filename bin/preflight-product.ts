import { createHash } from "node:crypto";
import { mkdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { capabilityOf, fileProfileOf } from "../lib/catalogue/capability.ts";
import { facilities } from "../lib/catalogue/facilities.ts";
import { productOf } from "../lib/catalogue/products.ts";
import { type ChildSpec, cappedChild } from "../lib/cloud/capped-child.ts";
import { Rejected } from "../lib/order/errors.ts";
import type { Finding } from "../lib/order/rendered.ts";
import { measureBatch } from "../lib/prepare/measure-batch.ts";
import { type Job, type JobSource, Outcome } from "../lib/render/job.ts";
import { childCaps } from "../lib/render/render.ts";

/** A file as a facility would print it as a product, and what was found while making it so. */
export interface Made {
  readonly findings: readonly Finding[];
  /** Press-ready files; none where it cannot be made. */
  readonly files: readonly { readonly role: string; readonly path: string }[];
  readonly profile: Job["fileProfile"];
  readonly safeMm: number;
}

type Press = Pick<Job, "product" | "paper" | "fileProfile">;

/** The product as the first facility that makes it prints it; undefined where nobody does. */
export function pressFor(productId: string): Press | undefined {
  const product = productOf(productId);
  if (!product) return undefined;
  for (const facility of facilities) {
    const capability = capabilityOf(facility, product);
    const fileProfile = capability && fileProfileOf(facility, capability);
    if (fileProfile) return { product, paper: capability.paper, fileProfile };
  }
  return undefined;
}

/** Measures a file and renders it into `folder` as an order would, in capped children. */
export async function makeProduct(path: string, press: Press, folder: string): Promise<Made> {
  const common = { profile: press.fileProfile, safeMm: press.product.safeMm };
  try {
    const { components, findings } = await rendered(await sourceOf(path), press, folder);
    return { ...common, findings, files: components.map(({ role, path: made }) => ({ role, path: made })) };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    return { ...common, findings: [refused(error)], files: [] };
  }
}

async function rendered(source: JobSource, press: Press, folder: string): Promise<Outcome> {
  const title = basename(source.path).replace(/\.\w+$/, "");
  const { product } = press;
  const outFolder = join(folder, "out");
  await mkdir(outFolder, { recursive: true });
  const job: Job = {
    ...press,
    fit: "fill",
    title,
    spec: createHash("sha256").update(`${product.id} ${source.measured.sha256}`).digest("hex"),
    sources: [source],
    cover: product.cover === "separate" ? { kind: "parts", title } : { kind: "none" },
    outFolder,
    // The same file gives the same bytes whenever it is looked at.
    date: "2000-01-01T00:00:00.000Z",
  };
  return Outcome.parse(await child("render-child.ts", childCaps).run(job));
}

async function sourceOf(path: string): Promise<JobSource> {
  const measurer = child("prepare-child.ts", { memoryMb: 1500, seconds: 300 });
  const [measured] = await measureBatch(measurer, [path]);
  if (!measured) throw new Error("a file was measured without an answer");
  const { size: bytes } = await stat(path);
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  const pointer = measured.type === "application/pdf" ? "/inside" : "/images/0";
  return { pointer, path, measured: { pointer, sha256, bytes, ...measured } };
}

/** A child of `functions/`, which only reads its file and writes where it is told. */
export function child(script: string, caps: Omit<ChildSpec, "script">): ReturnType<typeof cappedChild> {
  const log = (complaint: string) => process.stderr.write(`${complaint}\n`);
  return cappedChild({ ...caps, log, script: new URL(`../functions/${script}`, import.meta.url) });
}

function refused({ code, message, blame }: Rejected): Finding & { clause: string } {
  const { given = null, wanted = null } = blame;
  return { code, severity: "error", page: null, measured: given, wanted, fixed: null, clause: message };
}
