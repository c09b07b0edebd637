import { join } from "node:path";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { jobFolder } from "./download.ts";
import { isOver, type Job } from "./job.ts";
import type { Journal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import { isDue } from "./run.ts";

const dayMs = 86_400_000;
const lookSeconds = 3600;

interface TidyTools {
  readonly journal: Journal;
  /** The client's folder. */
  readonly folder: string;
  readonly keepDays: number;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Files carry recipients and their pictures: so many days after a ticket is over they are taken off this disk. */
export async function removeOldFiles(tools: TidyTools): Promise<void> {
  const { journal, keepDays, clock, signal, log } = tools;
  for (;;) {
    const before = new Date(clock.now().getTime() - keepDays * dayMs).toISOString();
    const isOld = (job: Job) => isOver(job) && !isDue(job) && !job.removed && job.changedAt <= before;
    for (const job of [...journal.ledger.jobs.values()].filter(isOld)) {
      await remove(job, tools).catch((error: unknown) =>
        log({ event: "not_removed", level: "warn", ticketId: job.ticketId, reason: reasonOf(error) }),
      );
    }
    await clock.sleep(lookSeconds, signal);
  }
}

async function remove(
  { ticketId, generation, run }: Job,
  { journal, folder, disk, log }: TidyTools,
): Promise<void> {
  await disk.remove(jobFolder(folder, { ticketId, generation }));
  for (let number = 1; number <= run.number; number++)
    await disk.remove(join(folder, "runs", `${ticketId}-${generation}-r${number}`));
  await journal.append({ did: "removed", ticketId, generation });
  log({ event: "removed", ticketId, generation });
}
