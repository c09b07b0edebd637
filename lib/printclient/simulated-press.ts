import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { ReportWord } from "../order/report.ts";
import { Ticket } from "../order/ticket.ts";
import type { Clock } from "./clock.ts";
import { jobFolder } from "./download.ts";
import type { Deed } from "./entry.ts";
import { type Job, type JobRef, type JobState, jobId } from "./job.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import type { Press } from "./press.ts";
import { persist } from "./retry.ts";

export interface SimulationTools {
  readonly journal: Journal;
  readonly folder: string;
  /** Pause before each step. */
  readonly paceSeconds: number;
  /** So many of a hundred tickets fail on this press. */
  readonly faultsPercent?: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}

const nextWord: Partial<Record<JobState, ReportWord>> = {
  accepted: "printing",
  printing: "printed",
  printed: "shipped",
};

const Printable = z.object(Ticket.shape);

/** A simulated press: it prints nothing, and reports up to shipped as if it had. */
export function simulatePress(tools: SimulationTools): Press {
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

async function printOne(ref: JobRef, tools: SimulationTools): Promise<void> {
  const { journal, log } = tools;
  const current = () => journal.ledger.jobs.get(jobId(ref));
  for (let job = current(); job && nextWord[job.state]; job = current()) {
    await tools.clock.sleep(tools.paceSeconds, tools.signal);
    const deed = await deedOf(job, tools);
    if (await journal.append(deed)) {
      const { ticketId, generation } = ref;
      log({ event: deed.status, ticketId, generation, simulated: true });
    }
  }
}

type Reported = Extract<Deed, { did: "reported" }>;

async function deedOf({ ticketId, generation, state }: Job, tools: SimulationTools): Promise<Reported> {
  const { folder, faultsPercent = 0 } = tools;
  const status = nextWord[state] ?? "failed";
  const report = { did: "reported", ticketId, generation, status } as const;
  if (status === "printing") {
    const jams = Math.random() * 100 < faultsPercent;
    return jams ? { ...report, status: "failed", reason: "simulated paper jam" } : report;
  }
  const text = await readFile(join(jobFolder(folder, { ticketId, generation }), "ticket.json"), "utf8");
  const { quantity, itemId } = Printable.parse(JSON.parse(text));
  if (status === "printed") return { ...report, quantity };
  const tracking = `SIM-${ticketId.slice(-10)}-${generation}`;
  const parcel = { carrier: "Simulated Post", tracking, lines: [{ itemId, quantity }] };
  return { ...report, quantity, parcels: [parcel] };
}
