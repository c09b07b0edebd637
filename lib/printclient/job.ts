import type { TicketId } from "../order/ids.ts";
import { type ReportWord, Status } from "../order/report.ts";
import type { JobDeed } from "./entry.ts";
import { firstRun, isRunDeed, type Run, runAfter } from "./run.ts";

export type JobState =
  | "found"
  | "claiming"
  | "claimed"
  | "lost"
  | "downloaded"
  | Exclude<ReportWord, "recall_denied">;

/** A ticket in one generation. */
export interface JobRef {
  readonly ticketId: TicketId;
  readonly generation: number;
}

/** What the journal says of one ticket in one generation. */
export interface Job extends JobRef {
  readonly state: JobState;
  /** Where ticket.json, the files and the claim lie in the bucket; empty when it was refused unclaimed. */
  readonly prefix: string;
  readonly claimId: string;
  /** Ink may have touched paper: from here on a recall is denied. */
  readonly started: boolean;
  readonly denied: boolean;
  /** How many statuses were reported: the last one's `seq`. */
  readonly reports: number;
  readonly run: Run;
  /** Its files are no longer in the folder. */
  readonly removed: boolean;
  readonly changedAt: string;
}

/** From which states each word may be said; anything else in the journal is void, whoever wrote it. */
const allowedFrom: Readonly<Record<ReportWord, readonly JobState[]>> = {
  refused: ["found", "claiming", "claimed", "downloaded", "accepted"],
  accepted: ["downloaded"],
  printing: ["accepted"],
  printed: ["accepted", "printing"],
  // Copies may leave in several parcels on several days, and arrive so.
  shipped: ["accepted", "printing", "printed", "shipped"],
  delivered: ["shipped", "delivered"],
  failed: ["claimed", "downloaded", "accepted", "printing", "printed"],
  recalled: ["claimed", "downloaded", "accepted", "refused", "failed"],
  recall_denied: ["printing", "printed", "shipped", "delivered", "failed"],
};

const startsWith: ReadonlySet<ReportWord> = new Set(["printing", "printed", "shipped"]);

const over: ReadonlySet<JobState> = new Set<JobState>([
  "lost",
  "refused",
  "failed",
  "shipped",
  "delivered",
  "recalled",
]);

export function jobId({ ticketId, generation }: JobRef): string {
  return `${ticketId}/${generation}`;
}

/** The job after a deed, and the status it owes the platform; undefined when the deed came too late and is void. */
export function advance(
  job: Job | undefined,
  deed: Exclude<JobDeed, { did: "sent" }>,
  at: string,
): { job: Job; status?: Status } | undefined {
  const before = job ?? newJob(deed, at);
  if (deed.did === "reported") return report(before, deed, at);
  const next = after(before, deed);
  return next && { job: { ...next, changedAt: at } };
}

/** Everything that is not a word to the platform. */
function after(before: Job, deed: Exclude<JobDeed, { did: "sent" | "reported" }>): Job | undefined {
  if (isRunDeed(deed)) {
    const run = runAfter(before, deed);
    return run && { ...before, run };
  }
  if (deed.did === "removed") return isOver(before) ? { ...before, removed: true } : undefined;
  if (!follows(before.state, deed.did)) return undefined;
  const taken = deed.did === "claiming" ? { prefix: deed.prefix, claimId: deed.claimId } : {};
  return { ...before, ...taken, state: deed.did };
}

/** What a recall is answered with: nothing is reprinted, and nothing that may be on paper is given back. */
export function recallAnswer(job: Job): "recalled" | "recall_denied" {
  return job.started ? "recall_denied" : "recalled";
}

export function canSay(job: Job, word: ReportWord): boolean {
  if (word === "recalled" && job.started) return false;
  if (word === "recall_denied" && (!job.started || job.denied)) return false;
  return allowedFrom[word].includes(job.state);
}

/** Nothing more is printed of it, unless somebody reprints. */
export function isOver({ state }: Job): boolean {
  return over.has(state);
}

function report(before: Job, deed: Extract<JobDeed, { did: "reported" }>, at: string) {
  if (!canSay(before, deed.status)) return undefined;
  const { did: _, output, ...said } = deed;
  const seq = before.reports + 1;
  const status = Status.parse({ v: 1, kind: "status", ...said, seq, at });
  const started = before.started || startsWith.has(deed.status);
  const run = { ...before.run, ...(output && { output }), stuck: null };
  const told = { ...before, started, run, reports: seq, changedAt: at };
  // A denied recall changes nothing else: printing goes on.
  if (deed.status === "recall_denied") return { job: { ...told, run: before.run, denied: true }, status };
  return { job: { ...told, state: deed.status }, status };
}

function follows(state: JobState, did: "claiming" | "claimed" | "lost" | "downloaded"): boolean {
  if (did === "claiming") return state === "found";
  if (did === "downloaded") return state === "claimed";
  return state === "claiming";
}

function newJob({ ticketId, generation }: JobRef, at: string): Job {
  const nothing = { prefix: "", claimId: "", started: false, denied: false, reports: 0 };
  return { ticketId, generation, state: "found", ...nothing, run: firstRun, removed: false, changedAt: at };
}
