import { ticketPrefix } from "../order/keys.ts";
import { Claim, platformClientId } from "../order/ticket.ts";
import type { Bucket } from "./bucket.ts";
import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { jobFolder } from "./download.ts";
import { canSay, type JobRef, jobId, recallAnswer } from "./job.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import { patientTries, persist } from "./retry.ts";

export interface RecallTools {
  readonly bucket: Bucket;
  readonly journal: Journal;
  readonly folder: string;
  readonly facilityId: string;
  readonly disk: Disk;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

/** Answers a recall of a job that this client holds. False: another client of the facility must answer. */
export async function answerRecall(ref: JobRef, tools: RecallTools): Promise<boolean> {
  const { journal, log } = tools;
  const { ticketId, generation } = ref;
  const job = journal.ledger.jobs.get(jobId(ref));
  if (!job || job.state === "lost" || job.state === "claiming") return await isRevoked(ref, tools);
  const status = recallAnswer(job);
  if (!canSay(job, status)) return true; // answered before
  // Somebody else may have written `printing` just now: then this line is void, and the next look denies the recall.
  if (!(await journal.append({ did: "reported", ticketId, generation, status })))
    return answerRecall(ref, tools);
  log({ event: status, ticketId, generation });
  if (status === "recalled") await tools.disk.remove(jobFolder(tools.folder, ref));
  return true;
}

/** A generation that the platform revoked itself needs no answer from anybody. */
async function isRevoked({ ticketId, generation }: JobRef, tools: RecallTools): Promise<boolean> {
  const { bucket, facilityId } = tools;
  const key = `${ticketPrefix(facilityId, ticketId, generation)}claim`;
  const text = await persist(() => bucket.read(key), {
    ...tools,
    tries: patientTries,
    what: "claim of a recalled ticket",
  });
  return text !== undefined && Claim.safeParse(JSON.parse(text)).data?.clientId === platformClientId;
}
