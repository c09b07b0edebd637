import { mkdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Ticket, TicketFile } from "../order/ticket.ts";
import type { Bucket } from "./bucket.ts";
import type { Clock } from "./clock.ts";
import { type Disk, syncFolder } from "./disk.ts";
import { readTicket, Unmakeable } from "./invitation.ts";
import { type Job, type JobRef, jobId } from "./job.ts";
import type { Journal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import { WrongSize } from "./range.ts";
import { patientTries, persist } from "./retry.ts";
import { Damaged, fetchVerified } from "./verified-file.ts";

export interface DownloadTools {
  readonly bucket: Bucket;
  readonly journal: Journal;
  readonly folder: string;
  readonly facilityId: string;
  readonly disk: Disk;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

const tries = 3;
const progressMs = 500;
const plainName = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** Brings a claimed job's files to its folder, the ticket last; reports `failed` when they stay damaged. */
export async function downloadJob(job: Job, tools: DownloadTools): Promise<void> {
  const { ticketId, generation } = job;
  try {
    const files = await fetchAll(job, tools);
    const kept = files && (await tools.journal.append({ did: "downloaded", ticketId, generation, files }));
    if (!kept) return await tools.disk.remove(jobFolder(tools.folder, job)); // recalled meanwhile
    tools.log({ event: "downloaded", ticketId, generation, files: files.length });
  } catch (error) {
    if (!isFinal(error)) throw error;
    const reason = `damaged_file: ${reasonOf(error)}`.slice(0, 400);
    await tools.journal.append({ did: "reported", ticketId, generation, status: "failed", reason });
    tools.log({ event: "failed", level: "warn", ticketId, generation, reason });
  }
}

/** Where a job's files lie: `tickets/{ticketId}/{generation}` under the client's folder. */
export function jobFolder(folder: string, { ticketId, generation }: JobRef): string {
  return join(folder, "tickets", ticketId, String(generation));
}

async function fetchAll(job: Job, tools: DownloadTools) {
  const { bucket, facilityId } = tools;
  const address = { ...job, facilityId };
  const found = await persist(() => readTicket(bucket, address), {
    ...tools,
    tries: patientTries,
    what: "ticket",
    isFinal,
  });
  if (!found) throw new Damaged("ticket.json is gone");
  const folder = jobFolder(tools.folder, job);
  await mkdir(folder, { recursive: true });
  const named = nameFiles(found.ticket);
  for (const [name, file] of named) {
    if (hasEnded(job, tools.journal)) return undefined;
    await fetchFile(file, join(folder, name), { ...tools, job });
  }
  await syncFolder(folder);
  if (hasEnded(job, tools.journal)) return undefined;
  await tools.disk.write(join(folder, "ticket.json"), found.text);
  return named.map(([name, { role, bytes, parts }]) => ({
    name,
    role,
    bytes,
    sha256: parts.map((part) => part.sha256),
  }));
}

/** The file appears under its name only when it is whole and right; until then it ends in `.part`. */
async function fetchFile(file: TicketFile, path: string, tools: DownloadTools & { job: Job }): Promise<void> {
  const part = `${path}.part`;
  // What a crash left under the final name is checked again like any other bytes.
  await rename(path, part).catch(() => {});
  const fetchTools = { ...tools, onProgress: progressOf(file, tools) };
  for (let damaged = 1; ; damaged++) {
    try {
      await fetchVerified(file, part, fetchTools);
      return await tools.disk.move(part, path);
    } catch (error) {
      if (!isDamage(error) || damaged === tries) throw error;
      tools.log({ event: "damaged", level: "warn", ticketId: tools.job.ticketId, reason: error.message });
      await tools.clock.sleep(damaged * 0.2 * Math.random(), tools.signal);
    }
  }
}

function progressOf(file: TicketFile, { job, log }: DownloadTools & { job: Job }): (bytes: number) => void {
  let saidAt = Date.now();
  return (bytes) => {
    if (Date.now() - saidAt < progressMs) return;
    saidAt = Date.now();
    const { ticketId, generation } = job;
    log({ event: "downloading", ticketId, generation, role: file.role, bytes, ofBytes: file.bytes });
  };
}

/** What the files are called in the job's folder: as in the bucket; a name that could leave the folder is replaced. */
export function nameFiles(ticket: Ticket): [name: string, file: TicketFile][] {
  const taken = new Set(["ticket.json"]);
  return ticket.files.map((file, index) => {
    const own = basename(file.key);
    const name = plainName.test(own) && !taken.has(own) ? own : `${index + 1}-${file.role}.pdf`;
    taken.add(name);
    return [name, file];
  });
}

function hasEnded(job: Job, journal: Journal): boolean {
  return journal.ledger.jobs.get(jobId(job))?.state !== "claimed";
}

function isFinal(error: unknown): boolean {
  return isDamage(error) || error instanceof Unmakeable;
}

function isDamage(error: unknown): error is Error {
  return error instanceof Damaged || error instanceof WrongSize;
}
