import type { JobDeed } from "./entry.ts";
import type { Job } from "./job.ts";

/** One printing of a ticket by an output: the first, or a reprint. */
export interface Run {
  readonly number: number;
  /** The output that prints it; null while nobody, or the operator by hand, does. */
  readonly output: string | null;
  /** What the output has noted, e.g. the printer's job number of each file. */
  readonly notes: Readonly<Record<string, string>>;
  /** The output is through with it. */
  readonly handed: boolean;
  /** Why somebody must look; printing goes on by an operator's word only. */
  readonly stuck: string | null;
}

type RunDeed = Extract<JobDeed, { did: "noted" | "handed" | "stuck" | "reprint" }>;

const runDeeds: ReadonlySet<string> = new Set<RunDeed["did"]>(["noted", "handed", "stuck", "reprint"]);
const reprintable: ReadonlySet<string> = new Set<Job["state"]>(["printing", "printed", "shipped"]);

export const firstRun: Run = { number: 1, output: null, notes: {}, handed: false, stuck: null };

export function isRunDeed(deed: JobDeed): deed is RunDeed {
  return runDeeds.has(deed.did);
}

/** Whether an output has to print it now, or to go on with that. */
export function isDue({ state, run }: Job): boolean {
  if (state === "accepted") return true;
  if (run.output === null || run.handed || run.stuck !== null) return false;
  return state === "printing" || (run.number > 1 && reprintable.has(state));
}

/** The run after a deed; undefined when the deed is void, e.g. about an earlier run. */
export function runAfter(job: Job, deed: RunDeed): Run | undefined {
  const { run } = job;
  if (deed.did === "reprint")
    return canReprint(job) ? { ...firstRun, number: run.number + 1, output: run.output } : undefined;
  if (deed.run !== run.number || run.output === null || run.handed) return undefined;
  if (deed.did === "noted") return { ...run, notes: { ...run.notes, [deed.key]: deed.value } };
  if (deed.did === "stuck") return { ...run, stuck: deed.reason };
  return { ...run, handed: true };
}

/** Not while a printing is under way: that would be two at once. */
function canReprint(job: Job): boolean {
  return reprintable.has(job.state) && job.run.output !== null && !job.removed && !isDue(job);
}
