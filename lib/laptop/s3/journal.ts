import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";

const newline = 10;

/**
 * An append-only file of JSON lines. A line is written whole, by one synchronous call, before anybody is told of it: it
 * survives `kill -9`, as the kernel has it, but not a power cut (no fsync).
 */
export class Journal {
  readonly #file: number;
  #length: number;

  private constructor(file: number, length: number) {
    this.#file = file;
    this.#length = length;
  }

  /** Gives every line to `read`; a last line that a crash cut off is dropped. */
  static open(path: string, read: (entry: unknown) => void): Journal {
    const file = openSync(path, "a+");
    const text = readFileSync(path);
    const length = text.lastIndexOf(newline) + 1;
    for (let start = 0; start < length; ) {
      const end = text.indexOf(newline, start);
      read(JSON.parse(text.toString("utf8", start, end)));
      start = end + 1;
    }
    ftruncateSync(file, length);
    return new Journal(file, length);
  }

  /** Replaces the file at `path` by the given entries, all or nothing; only while it is not open. */
  static rewrite(path: string, entries: Iterable<unknown>): void {
    const lines = Array.from(entries, (entry) => `${JSON.stringify(entry)}\n`);
    writeFileSync(`${path}.new`, lines.join(""));
    renameSync(`${path}.new`, path);
  }

  append(entry: unknown): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      for (let written = 0; written < line.length; ) written += writeSync(this.#file, line, written);
    } catch (error) {
      // A full disk leaves half a line, which would spoil the next one.
      ftruncateSync(this.#file, this.#length);
      throw error;
    }
    this.#length += line.length;
  }

  close(): void {
    closeSync(this.#file);
  }
}
