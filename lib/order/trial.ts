import type { FacilityId, TicketId } from "./ids.ts";
import type { Status } from "./report.ts";

/** Kind of the alerts that keep what facilities say of trial tickets, see `npm run facility -- conform`. */
export const trialStatus = "trial_status";

// A ULID of 1970: no order was ever placed then.
const trialPrefix = "tkt_0000000000";

/** The id of a ticket that belongs to no order; `entropy` are the last 16 letters of a fresh ULID. */
export function trialTicketId(entropy: string): TicketId {
  return `${trialPrefix}${entropy}` as TicketId; // the prefix and 16 letters of a ULID make 26
}

export function isTrial(ticketId: TicketId): boolean {
  return ticketId.startsWith(trialPrefix);
}

/** Subject under which each different word about a trial ticket is kept once. */
export function trialSubject(facilityId: FacilityId, { ticketId, generation, seq, status }: Status): string {
  return `${trialSubjects(facilityId, { ticketId, generation })}${seq}/${status}`;
}

/** What the subjects of all words about one trial ticket begin with. */
export function trialSubjects(
  facilityId: FacilityId,
  { ticketId, generation }: { ticketId: TicketId; generation: number },
): string {
  return `${facilityId}/${ticketId}/${generation}/`;
}
