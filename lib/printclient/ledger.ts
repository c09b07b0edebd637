import type { Status } from "../order/report.ts";
import type { Entry } from "./entry.ts";
import { advance, type Job, jobId } from "./job.ts";

/** Everything the journal adds up to, line by line in the file's order: that order alone decides. */
export interface Ledger {
  facilityId: string | undefined;
  clientId: string | undefined;
  readonly jobs: Map<string, Job>;
  /** Statuses not known to be sent, oldest first. */
  readonly outbox: Map<string, Status>;
}

export function emptyLedger(): Ledger {
  return { facilityId: undefined, clientId: undefined, jobs: new Map(), outbox: new Map() };
}

/** Adds one line; false when it is void, e.g. `printing` written after `recalled`. */
export function enter(ledger: Ledger, { deed, at }: Entry): boolean {
  if (deed.did === "opened") return nameOwner(ledger, deed);
  const id = jobId(deed);
  if (deed.did === "sent") return ledger.outbox.delete(`${id}#${deed.seq}`);
  const next = advance(ledger.jobs.get(id), deed, at);
  if (!next) return false;
  ledger.jobs.set(id, next.job);
  if (next.status) ledger.outbox.set(`${id}#${next.status.seq}`, next.status);
  return true;
}

function nameOwner(ledger: Ledger, owner: { facilityId: string; clientId: string }): boolean {
  if (ledger.facilityId !== undefined) return false;
  ledger.facilityId = owner.facilityId;
  ledger.clientId = owner.clientId;
  return true;
}
