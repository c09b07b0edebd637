import { type FacilityId, TicketId } from "../order/ids.ts";
import { ticketKey, ticketPrefix } from "../order/keys.ts";
import { Bell } from "../order/ticket.ts";
import type { Bucket } from "./bucket.ts";
import { claimTicket } from "./claim.ts";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { downloadJob } from "./download.ts";
import type { Address } from "./invitation.ts";
import { type Job, type JobRef, type JobState, jobId } from "./job.ts";
import type { Journal } from "./journal.ts";
import { type Log, reasonOf } from "./log.ts";
import type { Press } from "./press.ts";
import type { Ring } from "./queue.ts";
import { answerRecall } from "./recall.ts";
import { openSlots } from "./slots.ts";

export interface IntakeTools {
  readonly bucket: Bucket;
  readonly journal: Journal;
  readonly folder: string;
  readonly facilityId: FacilityId;
  readonly clientId: string;
  readonly press: Press | undefined;
  readonly disk: Disk;
  readonly clock: Clock;
  /** Whether tickets are accepted by themselves, or one by one by an operator. */
  readonly accepts: "auto" | "manual";
  readonly parallel: number;
  /** Ends downloads and waiting, but no claim in the middle: all goes on after the next start. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Takes tickets in, a few at a time, from wherever they are heard of. */
export interface Intake {
  /** Resolves with the number of tickets that may be taken now, once there is room for one. */
  room(): Promise<number>;
  /** Answers one message; false when it was another client's and went back. Downloads go on behind. */
  ring(ring: Ring): Promise<boolean>;
  /** Takes up a ticket found in the bucket. */
  offer(prefix: string): void;
  /** Goes on with what an earlier run left between claim and acceptance. */
  resume(): void;
  idle(): Promise<void>;
}

const unfinished: ReadonlySet<JobState> = new Set<JobState>(["claiming", "claimed", "downloaded"]);

export function openIntake(tools: IntakeTools): Intake {
  const { journal, facilityId } = tools;
  const slots = openSlots(tools.parallel);
  /** What is being worked on, by job: when the promise resolves, the claim is on disk. */
  const claims = new Map<string, Promise<void>>();

  const take = (address: Address): Promise<void> => {
    const id = jobId(address);
    const before = claims.get(id);
    if (before) return before;
    const job = journal.ledger.jobs.get(id);
    if (job && !unfinished.has(job.state)) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    claims.set(id, promise);
    promise.catch(() => {});
    slots
      .run(() => workOn(address, tools, resolve))
      .catch((error: unknown) => postpone(address, error, tools))
      .finally(() => claims.delete(id))
      .finally(() => reject(new Error("not claimed"))); // has no effect once it is resolved
    return promise;
  };
  return {
    room: () => slots.free(),
    idle: () => slots.idle(),
    ring: (ring) => answerRing(ring, tools, take),
    offer(prefix) {
      const address = addressOf(prefix, facilityId);
      if (address) take(address).catch(() => {});
    },
    resume() {
      for (const job of journal.ledger.jobs.values()) {
        if (unfinished.has(job.state)) take({ ...job, facilityId }).catch(() => {});
      }
    },
  };
}

/** From invitation to acceptance; every step is skipped that the journal holds already. */
async function workOn(address: Address, tools: IntakeTools, claimed: () => void): Promise<void> {
  const { journal, signal, press } = tools;
  const current = () => journal.ledger.jobs.get(jobId(address));
  signal.throwIfAborted();
  const job = await claimTicket(address, tools);
  claimed();
  if (job?.state === "claimed") await downloadJob(job, tools);
  const downloaded = current();
  if (downloaded?.state === "downloaded") await accept(downloaded, tools);
  if (current()?.state === "accepted") press?.print(address);
}

async function accept({ ticketId, generation }: Job, { journal, log, accepts }: IntakeTools): Promise<void> {
  if (accepts === "manual") return log({ event: "waits_for_accept", ticketId, generation });
  const accepted = await journal.append({ did: "reported", ticketId, generation, status: "accepted" });
  if (accepted) log({ event: "accepted", ticketId, generation });
}

/** Gives the place to others; the next `resume`, message or listing brings the ticket back. */
function postpone({ ticketId, generation }: JobRef, error: unknown, { log, signal }: IntakeTools): void {
  if (signal.aborted) return;
  log({ event: "postponed", level: "warn", ticketId, generation, reason: reasonOf(error) });
}

async function answerRing(ring: Ring, tools: IntakeTools, take: (address: Address) => Promise<void>) {
  const bell = parseBell(ring.text, tools.facilityId);
  if (!bell) {
    tools.log({ event: "bad_message", level: "warn", bytes: ring.text.length });
    await ring.delete();
    return true;
  }
  const { ticketId, generation, kind } = bell;
  if (kind === "production_ticket") {
    const prefix = ticketPrefix(tools.facilityId, ticketId, generation);
    take({ ticketId, generation, prefix, facilityId: tools.facilityId }).then(ring.delete, ring.giveBack);
    return true;
  }
  const answered = await answerRecall({ ticketId, generation }, tools).catch((error: unknown) => {
    postpone(bell, error, tools);
    return false;
  });
  await (answered ? ring.delete() : ring.giveBack());
  return answered;
}

/** Undefined for anything that is no bell of this facility. */
function parseBell(text: string, facilityId: FacilityId): Bell | undefined {
  const bell = Bell.safeParse(parseJson(text)).data;
  if (bell?.kind !== "production_ticket") return bell;
  return bell.key === ticketKey(facilityId, bell.ticketId, bell.generation) ? bell : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `.../tickets/{ticketId}/{generation}/` read backwards. */
function addressOf(prefix: string, facilityId: FacilityId): Address | undefined {
  const [generation, ticketId] = prefix.split("/").slice(-3, -1).reverse();
  const known = TicketId.safeParse(ticketId).data;
  if (!known || !/^[1-9]\d{0,8}$/.test(generation ?? "")) return undefined;
  return { ticketId: known, generation: Number(generation), prefix, facilityId };
}
