import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { capabilityOf, fileProfileOf } from "../lib/catalogue/capability.ts";
import { facilities } from "../lib/catalogue/facilities.ts";
import { productOf } from "../lib/catalogue/products.ts";
import { imageBookOf } from "../lib/render/image-book.ts";
import { engine, type Job, Outcome, type Share, type Spec } from "../lib/render/job.ts";
import { bundledProgram } from "./bench-bundle.ts";
import { measured, type Spent } from "./bench-measure.ts";
import { sizesBeside } from "./bench-pages.ts";

/** A book made by one worker, and by as many as it has chunks: each in a process of its own, one after the other. */
export interface FanOut {
  readonly alone: Spent;
  readonly chunks: readonly Spent[];
  readonly assembly: Spent;
  /** Both ways have made the same bytes. */
  readonly same: boolean;
}

/** Product of each kind of book, as a press and a photo printer make it. */
const products = { cmyk: "photobook-hardcover-square-210", rgb: "photobook-layflat-square-210" };
export type BookKind = keyof typeof products;

export async function fanOut(photos: readonly string[], kind: BookKind, folder: string): Promise<FanOut> {
  const spec = await specOf(photos, kind);
  const book = imageBookOf(spec);
  if (!book) throw new Error("photographs make a book of pictures");
  const program = await bundledProgram("bench-share");
  const inFolder = (name: string, share?: Share) =>
    work({ program, spec, photos, share }, join(folder, name));
  const alone = await inFolder("alone");
  const [inside] = alone.outcome.components;
  const runs: Awaited<ReturnType<typeof work>>[] = [];
  for (const [at, chunk] of book.chunks.entries())
    runs.push(await inFolder(String(at), { kind: "pages", ...chunk }));
  const chunks = runs.flatMap(({ outcome }) => (outcome.chunk ? [outcome.chunk] : []));
  const [chunksPath, tail] = [join(folder, "chunks.json"), join(folder, "tail.pdf")];
  await writeFile(chunksPath, JSON.stringify({ spec, chunks }));
  const script = `exec "${process.execPath}" "${await bundledProgram("bench-assemble")}" ${chunksPath} ${tail}`;
  const assembly = await measured({ name: "assembly", tool: "bash", script, output: tail });
  const joined = await hashOf([...chunks.map(({ path }) => path), tail]);
  const same = joined === (await hashOf([inside?.path ?? ""]));
  return { alone: alone.spent, chunks: runs.map(({ spent }) => spent), assembly, same };
}

/** Seconds until all is done where workers take the next piece as soon as they are free. */
export function scheduled(seconds: readonly number[], workers: number): number {
  const free = Array.from({ length: workers }, () => 0);
  for (const each of seconds) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + each;
  }
  return Math.max(...free);
}

interface Work {
  readonly program: string;
  readonly spec: Spec;
  readonly photos: readonly string[];
  readonly share: Share | undefined;
}

async function work({ program, spec, photos, share }: Work, folder: string) {
  await mkdir(folder);
  const sources = spec.sources.map((each, at) => ({
    pointer: each.pointer,
    path: photos[at] ?? "",
    measured: each,
  }));
  const job: Job = { ...spec, sources, outFolder: join(folder, "out"), share };
  const [jobPath, output] = [join(folder, "job.json"), join(folder, "outcome.json")];
  await writeFile(jobPath, JSON.stringify(job));
  const script = `exec "${process.execPath}" "${program}" ${jobPath} ${output}`;
  const spent = await measured({ name: "a share", tool: "bash", script, output });
  return { spent, outcome: Outcome.parse(JSON.parse(await readFile(output, "utf8"))) };
}

async function specOf(photos: readonly string[], kind: BookKind): Promise<Spec> {
  const listed = productOf(products[kind]);
  const [facility] = facilities;
  const capability = listed && facility && capabilityOf(facility, listed);
  const fileProfile = capability && fileProfileOf(facility, capability);
  if (!fileProfile) throw new Error(`nobody makes ${products[kind]}`);
  const sizes = await sizesBeside(photos[0] ?? "");
  const sources = photos.map((path, at) => {
    const { width: widthPx = 1, height: heightPx = 1, bytes = 1 } = sizes[path] ?? {};
    const image = { widthPx, heightPx, orientation: 1, channels: 3, hasAlpha: false, space: "srgb" };
    const type = "image/jpeg" as const;
    return { pointer: `/images/${at}`, sha256: "0".repeat(64), bytes, type, image, pages: null };
  });
  const hash = createHash("sha256").update(engine).digest("hex");
  return {
    // Without a cover, whose time is the same for every book.
    product: { ...listed, cover: "none", pages: { min: 1, max: 1000, step: 1 } },
    paper: capability.paper,
    fileProfile,
    fit: "fill",
    title: "Bench",
    spec: hash,
    inside: hash,
    cover: { kind: "none" },
    date: "2026-01-01T00:00:00.000Z",
    sources,
  };
}

async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}
