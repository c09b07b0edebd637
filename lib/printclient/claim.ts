import { randomUUID } from "node:crypto";
import { Claim, platformClientId } from "../order/ticket.ts";
import type { Bucket } from "./bucket.ts";
import type { Clock } from "./clock.ts";
import { type Address, readTicket, Unmakeable } from "./invitation.ts";
import { type Job, jobId } from "./job.ts";
import type { Journal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import { patientTries, persist } from "./retry.ts";

export interface ClaimTools {
  readonly bucket: Bucket;
  readonly journal: Journal;
  readonly clientId: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

// A cut answer may look like a broken ticket; a broken ticket stays broken.
const looks = 3;

/** Claims the ticket unless that was tried before; when it resolves, the outcome is on disk. */
export async function claimTicket(address: Address, tools: ClaimTools): Promise<Job | undefined> {
  const { journal, log } = tools;
  const known = () => journal.ledger.jobs.get(jobId(address));
  const { ticketId, generation, prefix } = address;
  if (!known()) {
    if (!(await isMakeable(address, tools))) return known();
    await journal.append({ did: "claiming", ticketId, generation, prefix, claimId: randomUUID() });
  }
  const job = known();
  if (job?.state !== "claiming") return job;
  const winner = await persist(() => putClaim(job, tools), { ...tools, tries: patientTries, what: "claim" });
  const won = winner.claimId === job.claimId;
  if (won) await journal.append({ did: "claimed", ticketId, generation });
  else await journal.append({ did: "lost", ticketId, generation, by: winner.clientId });
  log({ event: outcome(winner, won), ticketId, generation });
  return known();
}

/** The claim that stands, ours or theirs. */
async function putClaim({ prefix, claimId }: Job, { bucket, clientId, clock }: ClaimTools): Promise<Claim> {
  const key = `${prefix}claim`;
  const ours: Claim = { clientId, claimId, at: clock.now().toISOString() };
  if (await bucket.create(key, JSON.stringify(ours))) return ours;
  // Taken: perhaps by ourselves, when the reply to our own write was lost.
  const text = await bucket.read(key);
  return Claim.parse(JSON.parse(text ?? "null"));
}

async function isMakeable(address: Address, tools: ClaimTools): Promise<boolean> {
  const { bucket, journal, log } = tools;
  const { ticketId, generation } = address;
  let seen = 0;
  const isFinal = (error: unknown) => error instanceof Unmakeable && ++seen === looks;
  try {
    const found = await persist(() => readTicket(bucket, address), {
      ...tools,
      tries: patientTries,
      what: "ticket",
      isFinal,
    });
    if (!found) log({ event: "ticket_gone", ticketId, generation });
    return found !== undefined;
  } catch (error) {
    if (!(error instanceof Unmakeable)) throw error;
    log({ event: "refused", level: "warn", ticketId, generation, reason: reasonOf(error) });
    await journal.append({
      did: "reported",
      ticketId,
      generation,
      status: "refused",
      reason: "damaged_file",
    });
    return false;
  }
}

function outcome(winner: Claim, won: boolean): string {
  if (won) return "claimed";
  return winner.clientId === platformClientId ? "revoked" : "lost";
}
