import { closeSync, createReadStream, existsSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** Below this the journal is never compacted while running. */
const compactFromBytes = 16 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

/** The state a journal keeps. */
export interface Book<R> {
  /** Takes one record back in, in the order it was appended. */
  replay(record: R): void;
  /** The present state as records, for compaction. */
  snapshot(): Iterable<R>;
}

/**
 * An append-only file of JSON lines. Everything appended in one tick goes out in one write; what a kill -9 can tear is
 * the last write, whose callers were not answered yet. Not synced per write: a power cut may lose the last seconds.
 */
export class Journal<R> {
  readonly #file: string;
  readonly #book: Book<R>;
  #descriptor: number;
  #bytes: number;
  #compactedBytes: number;
  #lines: string[] = [];
  #flush: { promise: Promise<void>; resolve(): void; reject(error: unknown): void } | undefined;
  #failure: unknown;

  private constructor(file: string, book: Book<R>) {
    this.#file = file;
    this.#book = book;
    [this.#descriptor, this.#bytes] = rewrite(file, book.snapshot());
    this.#compactedBytes = this.#bytes;
  }

  /** Opens the journal in `folder`, replays it into `book` and compacts it. */
  static async open<R>(folder: string, book: Book<R>): Promise<Journal<R>> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, "journal.jsonl");
    await replay(file, book);
    return new Journal(file, book);
  }

  append(record: R): void {
    this.#lines.push(`${JSON.stringify(record)}\n`);
    if (this.#flush !== undefined) return;
    this.#flush = Promise.withResolvers<void>();
    // Nobody may be waiting for this batch; those who are get the rejection themselves.
    this.#flush.promise.catch(() => {});
    setImmediate(() => this.#write());
  }

  /** Resolves when everything appended so far is in the file. */
  async written(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await this.#flush?.promise;
  }

  async close(): Promise<void> {
    await this.#flush?.promise.catch(() => {});
    // The descriptor's number may soon be another file's.
    this.#failure ??= new Error(`${this.#file} is closed`);
    closeSync(this.#descriptor);
  }

  #write(): void {
    const flush = this.#flush;
    this.#flush = undefined;
    try {
      this.#writeLines();
      flush?.resolve();
    } catch (error) {
      // Memory is now ahead of the disk, so nothing may be acknowledged any more.
      this.#failure ??= error;
      flush?.reject(error);
    }
  }

  #writeLines(): void {
    if (this.#failure !== undefined) throw this.#failure;
    const bytes = Buffer.from(this.#lines.join(""));
    this.#lines = [];
    const limitBytes = Math.max(compactFromBytes, 4 * this.#compactedBytes);
    if (this.#bytes + bytes.length > limitBytes) this.#compact();
    else this.#add(bytes);
  }

  #add(bytes: Buffer): void {
    writeAll(this.#descriptor, bytes);
    this.#bytes += bytes.length;
  }

  /** The snapshot already holds what the pending lines say. */
  #compact(): void {
    const before = this.#descriptor;
    [this.#descriptor, this.#bytes] = rewrite(this.#file, this.#book.snapshot());
    this.#compactedBytes = this.#bytes;
    closeSync(before);
  }
}

async function replay<R>(file: string, book: Book<R>): Promise<void> {
  if (!existsSync(file)) return;
  let rest = "";
  // Not readline: it also splits at U+2028, which message bodies may hold.
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: chunkBytes })) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? ""; // at the end of the file: a torn write
    for (const line of lines) book.replay(parsed<R>(line, file));
  }
}

function parsed<R>(line: string, file: string): R {
  try {
    return JSON.parse(line) as R; // written by append() alone
  } catch (cause) {
    throw new Error(`${file} is damaged: ${line.slice(0, 80)}`, { cause });
  }
}

/** Writes a fresh journal beside the old one and puts it in its place. */
function rewrite<R>(file: string, records: Iterable<R>): [descriptor: number, bytes: number] {
  const descriptor = openSync(`${file}.new`, "w");
  let bytes = 0;
  for (const chunk of chunks(records)) {
    writeAll(descriptor, chunk);
    bytes += chunk.length;
  }
  fsyncSync(descriptor);
  renameSync(`${file}.new`, file);
  return [descriptor, bytes];
}

function* chunks<R>(records: Iterable<R>): Iterable<Buffer> {
  let text = "";
  for (const record of records) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length < chunkBytes) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
}
