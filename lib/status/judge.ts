import type { EnrolledFacility } from "../order/facility.ts";
import { claimKey } from "../order/keys.ts";
import type { Item } from "../order/order.ts";
import type { Tickets } from "../order/ports.ts";
import type { Status } from "../order/report.ts";
import type { ItemState } from "../order/states.ts";
import { platformClientId } from "../order/ticket.ts";
import { isTrial, trialStatus, trialSubject } from "../order/trial.ts";

/** What a facility said of a ticket. */
export interface Said {
  readonly status: Status;
  readonly facility: EnrolledFacility;
}

/** What is wrong with a report: kept and alerted, never applied, never blocking. */
export interface Anomaly {
  readonly kind: string;
  readonly subject: string;
}

/** Whether a status is applied, needs nobody's eyes, or is wrong. */
export async function judge(
  tickets: Tickets,
  item: Item | undefined,
  said: Said,
): Promise<"apply" | "ignore" | Anomaly> {
  const { status, facility } = said;
  if (!item) return foreign(said);
  if (item.generation !== status.generation) return judgeStale(tickets, item, said);
  if (item.facilityId !== facility.id) return foreign(said);
  if (status.status === "recalled" || status.status === "recall_denied") return judgeRecall(item, status);
  const claimed = await isClaimed(tickets, item, status);
  return claimed ? "apply" : { kind: "unclaimed_status", subject: status.ticketId };
}

function foreign({ status, facility }: Said): Anomaly {
  // Of a trial ticket every word is kept: the operator who laid it reads them.
  if (isTrial(status.ticketId)) return { kind: trialStatus, subject: trialSubject(facility.id, status) };
  return { kind: "foreign_ticket", subject: `${facility.id}/${status.ticketId}` };
}

/** Of an old generation giving it back is in order, and so is what was said before that and came late. */
async function judgeStale(
  tickets: Tickets,
  item: Item,
  { status, facility }: Said,
): Promise<"ignore" | Anomaly> {
  const { ticketId, generation, status: word } = status;
  if (item.facilityId !== facility.id && !item.tried.includes(facility.id))
    return foreign({ status, facility });
  const stale = { kind: "stale_generation", subject: `${ticketId}/${generation}` };
  if (generation > item.generation) return stale;
  if (word === "refused" || word === "recalled") return "ignore";
  const late = word === "accepted" && (await isOwn(tickets, claimKey(facility.id, ticketId, generation)));
  return late ? "ignore" : stale;
}

/** We recall what was cancelled, which only needs an answer if it is denied, and what an operator asked back. */
function judgeRecall({ state, recall }: Item, { status, ticketId }: Status): "apply" | "ignore" | Anomaly {
  if (state !== "cancelled") return recall ? "apply" : { kind: "unasked_recall", subject: ticketId };
  return status === "recall_denied" ? { kind: "recall_denied", subject: ticketId } : "ignore";
}

/** Known to be claimed, once a word that needs a claim was applied. */
const claimed: ReadonlySet<ItemState> = new Set([
  "accepted",
  "printing",
  "printed",
  "shipped",
  "delivered",
  "failed",
]);

/** Words other than refused need a claim that is the facility's own. */
async function isClaimed(tickets: Tickets, item: Item, { status }: Status): Promise<boolean> {
  if (status === "refused" || item.facilityId === null || claimed.has(item.state)) return true;
  return isOwn(tickets, claimKey(item.facilityId, item.ticketId, item.generation));
}

async function isOwn(tickets: Tickets, key: string): Promise<boolean> {
  const claim = await tickets.claimOf(key);
  return claim !== undefined && claim.clientId !== platformClientId;
}
