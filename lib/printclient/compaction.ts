import { type FileHandle, open, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "./disk.ts";
import type { Entry } from "./entry.ts";
import { isOver, type Job, jobId } from "./job.ts";
import { parseEntry } from "./journal-reader.ts";
import { emptyLedger, enter } from "./ledger.ts";

export const journalFile = "journal.jsonl";

/**
 * Rewrites the journal without the tickets that were over before `before` and owe nothing. To be called by the client
 * that holds the folder's lock, before it opens the journal. Answers how many lines went. Claims are tombstones in
 * the bucket, so a ticket that is forgotten here cannot be won and printed again.
 */
export async function compactJournal(folder: string, before: Date): Promise<number> {
  const path = join(folder, journalFile);
  if ((await stat(path).catch(() => undefined)) === undefined) return 0;
  await using old = await open(path, "r");
  const entries = await readAll(old);
  const kept = keep(entries, before.toISOString());
  if (kept.length === entries.length) return 0;
  await replace(path, linesOf(kept));
  await syncFolder(folder);
  // What an operator's command appended to the old file meanwhile; commands that come later see the new one.
  const late = (await readAll(old)).slice(entries.length);
  if (late.length > 0) await append(path, linesOf(late));
  return entries.length - kept.length;
}

function keep(entries: readonly Entry[], before: string): Entry[] {
  const ledger = emptyLedger();
  for (const entry of entries) enter(ledger, entry);
  const owed = new Set([...ledger.outbox.values()].map(jobId));
  const isForgotten = (job: Job | undefined) =>
    job !== undefined && isOver(job) && job.changedAt < before && !owed.has(jobId(job));
  return entries.filter(({ deed }) => deed.did === "opened" || !isForgotten(ledger.jobs.get(jobId(deed))));
}

async function readAll(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
  const text = buffer.toString("utf8", 0, bytesRead);
  return text.split("\n").flatMap((line) => parseEntry(line) ?? []);
}

function linesOf(entries: readonly Entry[]): string {
  return `\n${entries.map((entry) => JSON.stringify(entry)).join("\n")}\n`;
}

async function replace(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  {
    await using file = await open(part, "w", 0o600);
    await file.writeFile(text);
    await file.sync();
  }
  await rename(part, path);
}

async function append(path: string, text: string): Promise<void> {
  await using file = await open(path, "a");
  await file.appendFile(text);
  await file.sync();
}
