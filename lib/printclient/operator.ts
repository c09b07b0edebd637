import { access } from "node:fs/promises";
import { join } from "node:path";
import { disk } from "./disk.ts";
import { jobFolder } from "./download.ts";
import type { Deed } from "./entry.ts";
import { type Job, jobId } from "./job.ts";
import { type Journal, openJournal, readEntries } from "./journal.ts";
import { NotPossible } from "./not-possible.ts";

export type Said = Omit<Extract<Deed, { did: "reported" }>, "did" | "ticketId" | "generation">;

/** Every ticket the folder knows of, oldest change first. */
export async function listJobs(folder: string): Promise<Job[]> {
  return await withJournal(folder, async ({ ledger }) =>
    [...ledger.jobs.values()].sort((a, b) => (a.changedAt < b.changedAt ? -1 : 1)),
  );
}

/** A ticket with all that was done about it. */
export async function showJob(
  folder: string,
  name: string,
): Promise<{ job: Job; unsent: number; history: unknown[] }> {
  const { job, unsent } = await withJournal(folder, async (journal) => {
    const job = find(journal, name);
    const waiting = [...journal.ledger.outbox.values()].filter((status) => jobId(status) === jobId(job));
    return { job, unsent: waiting.length };
  });
  const entries = await readEntries(folder);
  const history = entries.filter(({ deed }) => "ticketId" in deed && jobId(deed) === jobId(job));
  return { job, unsent, history };
}

/** Notes a status in the journal; the running client, or the next one, sends it. Throws NotPossible when too late. */
export async function say(folder: string, name: string, said: Said): Promise<Job> {
  return await withJournal(folder, async (journal) => {
    const { ticketId, generation } = find(journal, name);
    const current = () => find(journal, `${ticketId}/${generation}`);
    const { state } = current();
    const done = await append(journal, { did: "reported", ticketId, generation, ...said });
    if (!done) throw new NotPossible(`${ticketId} is ${current().state} and cannot become ${said.status}`);
    // What was downloaded for a refused ticket must not be printed from the folder.
    if (said.status === "refused" && state !== "claiming")
      await disk.remove(jobFolder(folder, { ticketId, generation }));
    return current();
  });
}

/** Prints a ticket again from disk: the running client does, or the next one. The reason stays in the journal. */
export async function reprint(folder: string, name: string, reason: string): Promise<Job> {
  return await withJournal(folder, async (journal) => {
    const { ticketId, generation, state, removed } = find(journal, name);
    const done = await append(journal, { did: "reprint", ticketId, generation, reason });
    if (removed) throw new NotPossible(`the files of ${ticketId} are gone; the merchant can order a reprint`);
    if (!done) throw new NotPossible(`${ticketId} is ${state} and cannot be printed again now`);
    return find(journal, `${ticketId}/${generation}`);
  });
}

/** A client that started this very moment may have rewritten the journal, with or without our line. */
async function append(journal: Journal, deed: Deed): Promise<boolean> {
  const done = await journal.append(deed);
  if (await journal.isCurrent()) return done;
  throw new NotPossible("a client was just starting: look with `show`, then say it again if need be");
}

async function withJournal<T>(folder: string, work: (journal: Journal) => Promise<T>): Promise<T> {
  await access(join(folder, "journal.jsonl")).catch(() => {
    throw new NotPossible(`no client has worked in ${folder}`);
  });
  const journal = await openJournal(folder, () => {});
  return await work(journal).finally(() => journal.close());
}

/** By id, id/generation, or the last letters of an id; of one ticket, the newest generation. */
function find({ ledger }: Journal, name: string): Job {
  const [wanted = "", generation] = name.toUpperCase().split("/");
  const matching = [...ledger.jobs.values()].filter(
    (job) =>
      job.ticketId.toUpperCase().endsWith(wanted) &&
      (generation === undefined || String(job.generation) === generation),
  );
  const newest = matching.sort((a, b) => b.generation - a.generation)[0];
  if (!newest || wanted === "") throw new NotPossible(`no ticket ${name} here`);
  if (matching.some(({ ticketId }) => ticketId !== newest.ticketId)) {
    throw new NotPossible(`several tickets end in ${name}`);
  }
  return newest;
}
