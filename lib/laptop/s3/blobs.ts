import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Piece } from "./records.ts";

/** Bytes `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const readBytes = 256 * 1024;

/** Files of bytes under names of their own, written once and never changed, so that no reader sees a torn object. */
export class Blobs {
  readonly #folder: string;
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the folder and deletes what a crash left there without an owner. */
  static async open(folder: string, owned: ReadonlySet<string>): Promise<Blobs> {
    await mkdir(folder, { recursive: true });
    const orphans = (await readdir(folder)).filter((name) => !owned.has(name));
    await Promise.all(orphans.map((name) => unlink(join(folder, name))));
    return new Blobs(folder);
  }

  /** Stores the chunks; when they fail, nothing stays. */
  async write(chunks: AsyncIterable<Uint8Array>): Promise<Piece> {
    const blob = randomUUID();
    let bytes = 0;
    async function* counted() {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        yield chunk;
      }
    }
    try {
      await writeFile(join(this.#folder, blob), counted(), { flag: "wx" });
    } catch (error) {
      await unlink(join(this.#folder, blob)).catch(() => undefined);
      throw error;
    }
    return { blob, bytes };
  }

  /** Reads across pieces; what is read stays readable to its end, whoever deletes it meanwhile. */
  read(pieces: readonly Piece[], range: Range): Readable {
    const release = this.#lease(pieces);
    return Readable.from(this.#slices(pieces, range), { objectMode: false }).once("close", release);
  }

  /** The same, at once: quicker for what is small. */
  async readWhole(pieces: readonly Piece[], range: Range): Promise<Buffer> {
    const release = this.#lease(pieces);
    try {
      const files = await Promise.all(pieces.map(({ blob }) => readFile(join(this.#folder, blob))));
      return Buffer.concat(files).subarray(range.start, range.end);
    } finally {
      release();
    }
  }

  remove(pieces: readonly Piece[]): void {
    for (const { blob } of pieces) {
      if (this.#readers.has(blob)) this.#doomed.add(blob);
      else this.#unlink(blob);
    }
  }

  async *#slices(pieces: readonly Piece[], range: Range): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const { blob, bytes } of pieces) {
      const start = Math.max(range.start - offset, 0);
      const end = Math.min(range.end - offset, bytes) - 1;
      offset += bytes;
      if (start > end) continue;
      yield* createReadStream(join(this.#folder, blob), { start, end, highWaterMark: readBytes });
    }
  }

  #lease(pieces: readonly Piece[]): () => void {
    for (const { blob } of pieces) this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1);
    return () => {
      for (const { blob } of pieces) this.#release(blob);
    };
  }

  #release(blob: string): void {
    const others = (this.#readers.get(blob) ?? 1) - 1;
    if (others > 0) {
      this.#readers.set(blob, others);
      return;
    }
    this.#readers.delete(blob);
    if (this.#doomed.delete(blob)) this.#unlink(blob);
  }

  // A file that cannot be deleted now has no owner any more: the next start sweeps it.
  #unlink(blob: string): void {
    unlink(join(this.#folder, blob)).catch(() => undefined);
  }
}
