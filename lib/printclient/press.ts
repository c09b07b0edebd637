import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { ReportWord } from "../order/report.ts";
import { Ticket } from "../order/ticket.ts";
import { jobFolder } from "./download.ts";
import type { Deed } from "./entry.ts";
import { type Job, type JobRef, type JobState, jobId } from "./job.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import { pause, persist } from "./retry.ts";

export interface PressTools {
  readonly journal: Journal;
  readonly folder: string;
  readonly paceSeconds: number;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** A simulated press: it prints nothing, and reports as if it had. */
export interface Press {
  /** Takes an accepted job through to shipped, from wherever the journal says it stands. */
  print(job: JobRef): void;
  idle(): Promise<void>;
}

const nextWord: Partial<Record<JobState, ReportWord>> = {
  accepted: "printing",
  printing: "printed",
  printed: "shipped",
};

const Printable = z.object(Ticket.shape);

export function openPress(tools: PressTools): Press {
  const running = new Map<string, Promise<void>>();
  return {
    print(job) {
      const id = jobId(job);
      if (running.has(id)) return;
      const run = persist(() => printOne(job, tools), { ...tools, what: "press", tries: 5 })
        .catch(() => {}) // stopped or logged: the journal knows where to go on
        .finally(() => running.delete(id));
      running.set(id, run);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

async function printOne(ref: JobRef, tools: PressTools): Promise<void> {
  const { journal, log, signal } = tools;
  const current = () => journal.ledger.jobs.get(jobId(ref));
  for (let job = current(); job && nextWord[job.state]; job = current()) {
    await pause(tools.paceSeconds, signal);
    const deed = await deedOf(job, tools.folder);
    if (await journal.append(deed)) {
      const { ticketId, generation } = ref;
      log({ event: deed.status, ticketId, generation, simulated: true });
    }
  }
}

type Reported = Extract<Deed, { did: "reported" }>;

async function deedOf({ ticketId, generation, state }: Job, folder: string): Promise<Reported> {
  const status = nextWord[state] ?? "failed";
  const report = { did: "reported", ticketId, generation, status } as const;
  if (status === "printing") return report;
  const text = await readFile(join(jobFolder(folder, { ticketId, generation }), "ticket.json"), "utf8");
  const { quantity, itemId } = Printable.parse(JSON.parse(text));
  if (status === "printed") return { ...report, quantity };
  const tracking = `SIM-${ticketId.slice(-10)}-${generation}`;
  const parcel = { carrier: "Simulated Post", tracking, lines: [{ itemId, quantity }] };
  return { ...report, quantity, parcels: [parcel] };
}
