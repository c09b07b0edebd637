import { join } from "node:path";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { jobFolder } from "./download.ts";
import { isOver } from "./job.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import { isDue } from "./run.ts";

const dayMs = 86_400_000;
const lookSeconds = 3600;

/** Files carry recipients and their pictures: so many days after a ticket is over they are taken off this disk. */
export async function removeOldFiles(tools: {
  readonly journal: Journal;
  readonly folder: string;
  readonly keepDays: number;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}): Promise<void> {
  const { journal, folder, keepDays, disk, clock, signal, log } = tools;
  for (;;) {
    const before = new Date(clock.now().getTime() - keepDays * dayMs).toISOString();
    const old = [...journal.ledger.jobs.values()].filter(
      (job) => isOver(job) && !isDue(job) && !job.removed && job.changedAt <= before,
    );
    for (const { ticketId, generation, run } of old) {
      await disk.remove(jobFolder(folder, { ticketId, generation }));
      for (let number = 1; number <= run.number; number++)
        await disk.remove(join(folder, "runs", `${ticketId}-${generation}-r${number}`));
      await journal.append({ did: "removed", ticketId, generation });
      log({ event: "removed", ticketId, generation });
    }
    await clock.sleep(lookSeconds, signal);
  }
}
