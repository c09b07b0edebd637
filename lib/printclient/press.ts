import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { Ticket } from "../order/ticket.ts";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { jobFolder, nameFiles } from "./download.ts";
import { type Job, type JobRef, jobId } from "./job.ts";
import type { Journal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import type { Station } from "./output/choose.ts";
import { type Output, PrintFailed, type PrintFile, type Printing, Unknowable } from "./output/output.ts";
import { persist } from "./retry.ts";
import { isDue } from "./run.ts";
import { openSlots } from "./slots.ts";

/** What prints accepted tickets. */
export interface Press {
  /** Takes an accepted job on from wherever the journal says it stands. */
  print(job: JobRef): void;
  idle(): Promise<void>;
}

export interface PressTools {
  readonly journal: Journal;
  /** The client's folder. */
  readonly folder: string;
  readonly stations: readonly Station[];
  /** What becomes of a printing that failed: the platform is told, or an operator decides. */
  readonly failures: "report" | "ask";
  readonly disk: Disk;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}

const Printable = z.object(Ticket.shape);
// Programs and small printers want their tickets one by one; a printer has a queue of its own for more.
const atATime = 4;

/** Prints what is due by the journal, also what operators accept or reprint meanwhile. */
export function openPress(tools: PressTools): Press {
  const { journal, log, signal } = tools;
  const slots = openSlots(atATime);
  const running = new Map<string, Promise<void>>();
  const print = (ref: JobRef) => {
    const id = jobId(ref);
    if (running.has(id) || signal.aborted) return;
    const run = slots
      .run(() => printOne(ref, tools))
      .catch((error: unknown) => {
        if (!signal.aborted)
          log({ event: "press_failed", level: "warn", ...named(ref), reason: reasonOf(error) });
      })
      .finally(() => running.delete(id));
    running.set(id, run);
  };
  const unwatch = journal.watch(() => {
    for (const job of journal.ledger.jobs.values()) if (isDue(job)) print(job);
  });
  signal.addEventListener("abort", unwatch, { once: true });
  return {
    print,
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

/** From acceptance to paper. An error that may pass is tried again until it does or the client stops. */
async function printOne(ref: JobRef, tools: PressTools): Promise<void> {
  const { journal, signal } = tools;
  const current = () => journal.ledger.jobs.get(jobId(ref));
  signal.throwIfAborted();
  const ticketPath = join(jobFolder(tools.folder, ref), "ticket.json");
  const ticket = Printable.parse(JSON.parse(await readFile(ticketPath, "utf8")));
  const station = tools.stations.find(({ takes }) => takes(ticket));
  if (!station) return tools.log({ event: "no_output", level: "warn", ...named(ref) });
  if (!(await begin(current(), station.output, tools))) return;
  const work = async () => {
    const job = current();
    if (!job || !isDue(job)) return;
    await runOnce(job, { ticket, ticketPath, station }, tools);
  };
  await persist(work, { ...tools, what: station.output.name });
}

/** From `printing` on a recall is denied; when the recall came first there is nothing to do. */
async function begin(job: Job | undefined, { name }: Output, { journal, log }: PressTools): Promise<boolean> {
  if (!job || !isDue(job)) return false;
  if (job.state !== "accepted") return true;
  const began = await journal.append({ did: "reported", ...named(job), status: "printing", output: name });
  if (began) log({ event: "printing", ...named(job), output: name });
  return began;
}

interface Work {
  readonly ticket: Ticket;
  readonly ticketPath: string;
  readonly station: Station;
}

async function runOnce(job: Job, work: Work, tools: PressTools): Promise<void> {
  const { output } = work.station;
  try {
    if (job.run.output !== output.name)
      throw new Unknowable(`it was begun on ${job.run.output}, which is no longer its output`);
    const done = await output.print(printingOf(job, work, tools), tools);
    await finish(job, { done, quantity: work.ticket.quantity }, tools);
  } catch (error) {
    if (!(error instanceof PrintFailed) && !(error instanceof Unknowable)) throw error;
    await giveUp(job, error, tools);
  }
}

async function giveUp(job: Job, error: PrintFailed | Unknowable, { journal, log, failures }: PressTools) {
  const reason = error.message.slice(0, 400);
  const report = failures === "report" && error instanceof PrintFailed && job.state === "printing";
  await journal.append(
    report
      ? { did: "reported", ...named(job), status: "failed", reason }
      : { did: "stuck", ...named(job), run: job.run.number, reason },
  );
  log({ event: report ? "failed" : "stuck", level: "warn", ...named(job), reason });
}

/** `printed` is reported once; a reprint, and what others print on, only ends the run. */
async function finish(
  job: Job,
  { done, quantity }: { done: string; quantity: number },
  { journal, log }: PressTools,
) {
  const first = done === "printed" && job.state === "printing";
  await journal.append(
    first
      ? { did: "reported", ...named(job), status: "printed", quantity }
      : { did: "handed", ...named(job), run: job.run.number },
  );
  log({ event: done, ...named(job), run: job.run.number });
}

function printingOf(job: Job, { ticket, ticketPath, station }: Work, tools: PressTools): Printing {
  const { journal, log } = tools;
  const run = job.run.number;
  const files = filesOf(job, { ticket, station, folder: tools.folder });
  return {
    ticket,
    ticketPath,
    files,
    name: `${job.ticketId}-${job.generation}-r${run}`,
    notes: job.run.notes,
    note: async (key, value) => void (await journal.append({ did: "noted", ...named(job), run, key, value })),
    progress: (impressions, ofImpressions) =>
      log({ event: "progress", ...named(job), impressions, ofImpressions }),
  };
}

function filesOf(
  job: Job,
  { ticket, station, folder }: { ticket: Ticket; station: Station; folder: string },
): PrintFile[] {
  const wanted = nameFiles(ticket).filter(([, { role }]) => station.wants(role));
  if (wanted.length === 0) throw new PrintFailed(`none of the ticket's files is for ${station.output.name}`);
  return wanted.map(([name, { role, pages }]) => ({
    name,
    path: join(jobFolder(folder, job), name),
    role,
    pages,
  }));
}

function named({ ticketId, generation }: JobRef): JobRef {
  return { ticketId, generation };
}
