import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Rejected } from "../order/errors.ts";
import { fileKey, type OrderRef } from "../order/keys.ts";
import { FileType, type Measured } from "../order/measured.ts";
import { type ItemFiles, type Source, sourcesOf } from "../order/source.ts";
import { type Content, type FetchPorts, fetchSource } from "./fetch.ts";
import { inTurns } from "./in-turns.ts";
import { type Measurer, measureBatch } from "./measure-batch.ts";

export interface TakeInPorts extends FetchPorts {
  readonly measurer: Measurer;
}

export interface TakeIn {
  readonly ref: OrderRef;
  readonly files: ItemFiles;
  readonly last: boolean;
  readonly folder: string;
  /** Throws Rejected on what the files are; asked before they are stored, so that a refused file is not kept. */
  check(measured: readonly Measured[]): void;
}

type Stored = Omit<Measured, "pointer">;

/** One file to fetch, with every place that names it. */
interface Wanted {
  readonly source: Source;
  readonly pointers: readonly string[];
}

const fetchesAtOnce = 4;
/** Starting a child costs 0.4 s, and 8 files of 500 MB still fit on the disk. */
const filesAtOnce = 8;

/** Fetches, measures and stores all sources of an item, each once; answers them in request order. */
export async function takeIn(ports: TakeInPorts, work: TakeIn): Promise<Measured[]> {
  const wanted = distinct(work.files);
  const found: Measured[] = [];
  for (let from = 0; from < wanted.length; from += filesAtOnce) {
    const batch = wanted.slice(from, from + filesAtOnce);
    found.push(...(await takeInBatch(ports, work, batch)));
  }
  const order = sourcesOf(work.files).map(({ pointer }) => pointer);
  return found.sort((a, b) => order.indexOf(a.pointer) - order.indexOf(b.pointer));
}

function distinct(files: ItemFiles): Wanted[] {
  const named = Map.groupBy(sourcesOf(files), ({ source }) => JSON.stringify(source));
  return [...named.values()].flatMap((places) => {
    const [first] = places;
    return first ? [{ source: first.source, pointers: places.map(({ pointer }) => pointer) }] : [];
  });
}

function spread(file: Stored, pointers: readonly string[]): Measured[] {
  return pointers.map((pointer) => {
    checkType(file.type, pointer);
    return { pointer, ...file };
  });
}

function checkType(type: FileType, pointer: string): void {
  const isPdf = type === "application/pdf";
  const wantsPdf = pointer === "/inside";
  if (pointer === "/cover" || isPdf === wantsPdf) return;
  throw new Rejected(
    "unsupported_file_type",
    wantsPdf ? "The inside is no PDF." : "The file is no picture.",
    {
      pointer,
      given: type,
      wanted: FileType.options.filter((option) => (option === "application/pdf") === wantsPdf),
    },
  );
}

async function takeInBatch(ports: TakeInPorts, work: TakeIn, batch: readonly Wanted[]): Promise<Measured[]> {
  const paths = batch.map((_, place) => join(work.folder, String(place)));
  const contents = await inTurns(batch, fetchesAtOnce, (wanted, place) =>
    pointing(wanted, () => fetchOne(ports, work, { source: wanted.source, path: paths[place] ?? "" })),
  );
  const measurements = await measureBatch(ports.measurer, paths).catch((error) => {
    throw pointedInto(batch, error);
  });
  const stored = measurements.flatMap((measurement, place) => {
    const content = contents[place];
    return content ? [{ ...content, ...measurement }] : [];
  });
  const found = stored.flatMap((file, place) => spread(file, batch[place]?.pointers ?? []));
  work.check(found);
  await inTurns(stored, fetchesAtOnce, (file, place) =>
    store(ports, work.ref, { file, path: paths[place] ?? "" }),
  );
  await Promise.all(paths.map((path) => rm(path)));
  return found;
}

function fetchOne(
  ports: TakeInPorts,
  { ref, last }: TakeIn,
  to: { source: Source; path: string },
): Promise<Content> {
  return fetchSource(ports, { owner: ref, last, ...to });
}

/** A worker before this one may have come this far. */
async function store(
  { files }: TakeInPorts,
  ref: OrderRef,
  { file: { sha256, bytes, type }, path }: { file: Stored; path: string },
): Promise<void> {
  const key = fileKey(ref, "src", sha256);
  if ((await files.bytesOf(key)) !== bytes) await files.putFile(key, { path, bytes, type });
}

async function pointing<T>({ pointers }: Wanted, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw pointed(pointers[0], error);
  }
}

/** The child names files by their place in the batch. */
function pointedInto(batch: readonly Wanted[], error: unknown): unknown {
  const place = error instanceof Rejected ? Number(error.blame.pointer?.slice(1)) : Number.NaN;
  return pointed(batch[place]?.pointers[0], error);
}

function pointed(pointer: string | undefined, error: unknown): unknown {
  if (pointer === undefined || !(error instanceof Rejected)) return error;
  return new Rejected(error.code, error.message, { ...error.blame, pointer });
}
