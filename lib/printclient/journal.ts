import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "./clock.ts";
import { journalFile } from "./compaction.ts";
import { syncFolder } from "./disk.ts";
import type { Deed, Entry } from "./entry.ts";
import { type JournalReader, openReader, parseEntry } from "./journal-reader.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";

/** The facility's memory on disk: JSON lines, appended and fsynced; rewritten at a start only, see compaction. */
export interface Journal {
  readonly ledger: Readonly<Ledger>;
  /** Resolves once the line is on disk: true when it took effect, false when it is void. */
  append(deed: Deed): Promise<boolean>;
  /** Reads what other processes (the operator's commands) have appended meanwhile. */
  catchUp(): Promise<void>;
  /** Calls back after every line that took effect; answers how to stop that. */
  watch(listener: () => void): () => void;
  /** False when a client that started meanwhile has rewritten the file: what was appended since may be lost. */
  isCurrent(): Promise<boolean>;
  close(): Promise<void>;
}

/** Opens `journal.jsonl` in the folder, made when missing. Several processes may have it open. */
export async function openJournal(folder: string, log: Log, clock: Clock = systemClock): Promise<Journal> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, journalFile);
  const file = await open(path, "a+", 0o600);
  await syncFolder(folder);
  const reader = openReader(file, log);
  await reader.catchUp();
  const isCurrent = async () => (await file.stat()).ino === (await stat(path)).ino;
  return { ...openWriter(file, reader, clock), ledger: reader.ledger, watch: reader.watch, isCurrent };
}

/** Every readable line of the journal, oldest first, void ones too. */
export async function readEntries(folder: string): Promise<Entry[]> {
  await using file = await open(join(folder, journalFile), "r");
  const text = await file.readFile("utf8");
  return text.split("\n").flatMap((line) => parseEntry(line) ?? []);
}

interface Waiting {
  readonly entry: Entry;
  readonly resolve: (tookEffect: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

/** Lines that wait together are written and fsynced together. */
function openWriter(
  file: FileHandle,
  reader: JournalReader,
  clock: Clock,
): Pick<Journal, "append" | "catchUp" | "close"> {
  let waiting: Waiting[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };
  const write = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) await writeBatch(batch, file, reader);
  };
  return {
    append: (deed) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry: { id: randomUUID(), at: clock.now().toISOString(), deed }, resolve, reject });
        inTurn(write);
      }),
    catchUp: async () => void (await inTurn(reader.catchUp)),
    close: () => inTurn(() => file.close()),
  };
}

async function writeBatch(batch: readonly Waiting[], file: FileHandle, reader: JournalReader): Promise<void> {
  try {
    // The leading newline ends a line that a crash or a full disk tore off: it spoils itself and not ours.
    await file.appendFile(`\n${batch.map(({ entry }) => JSON.stringify(entry)).join("\n")}\n`);
    await file.datasync();
    const effects = await reader.catchUp();
    for (const one of batch) settle(one, effects);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

function settle({ entry, resolve, reject }: Waiting, effects: ReadonlyMap<string, boolean>): void {
  const tookEffect = effects.get(entry.id);
  if (tookEffect === undefined) reject(new Error("the journal does not hold the line just written"));
  else resolve(tookEffect);
}
