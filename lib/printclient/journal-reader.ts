import type { FileHandle } from "node:fs/promises";
import { Entry } from "./entry.ts";
import { emptyLedger, enter, type Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";

export interface JournalReader {
  readonly ledger: Ledger;
  /** Reads what came since; answers for the lines just read whether they took effect, by their id. */
  catchUp(): Promise<ReadonlyMap<string, boolean>>;
  watch(listener: () => void): () => void;
}

const newline = 10;
const chunkBytes = 1 << 16;

/** What is true is what the file says, in the file's order; even one's own lines count only when read back. */
export function openReader(file: FileHandle, log: Log): JournalReader {
  const ledger = emptyLedger();
  const listeners = new Set<() => void>();
  const newLines = openTail(file);

  const take = (line: string): [id: string, tookEffect: boolean][] => {
    const entry = parseEntry(line);
    if (entry) return [[entry.id, enter(ledger, entry)]];
    log({ event: "journal_line_unreadable", level: "warn", bytes: line.length });
    return [];
  };
  return {
    ledger,
    async catchUp() {
      const effects = new Map((await newLines()).flatMap(take));
      if (effects.size > 0) for (const listener of [...listeners]) listener();
      return effects;
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One line of the journal; undefined when a crash tore it. */
export function parseEntry(line: string): Entry | undefined {
  try {
    return Entry.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Answers the whole lines that came since the last time, without the empty ones. */
function openTail(file: FileHandle): () => Promise<string[]> {
  const chunk = Buffer.alloc(chunkBytes);
  let position = 0;
  let torn = Buffer.alloc(0);
  return async () => {
    const lines: string[] = [];
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, position);
      if (bytesRead === 0) return lines;
      position += bytesRead;
      const text = Buffer.concat([torn, chunk.subarray(0, bytesRead)]);
      const end = text.lastIndexOf(newline) + 1;
      torn = text.subarray(end);
      lines.push(...text.toString("utf8", 0, end).split("\n").filter(Boolean));
    }
  };
}
