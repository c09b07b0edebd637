import { changeOrder, type Ledger } from "../order/change.ts";
import { Unavailable } from "../order/errors.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import type { Mode } from "../order/ids.ts";
import { claimKey } from "../order/keys.ts";
import { type Item, itemOf } from "../order/order.ts";
import type { Alerts, Facilities, Heartbeats, TicketIndex, Tickets } from "../order/ports.ts";
import { Report, type Status } from "../order/report.ts";
import { platformClientId } from "../order/ticket.ts";
import { applyStatus, isContradictory } from "./lattice.ts";

export interface TrackPorts {
  readonly ledger: Ledger;
  readonly tickets: Tickets;
  readonly ticketIndex: TicketIndex;
  readonly facilities: Facilities;
  readonly alerts: Alerts;
  readonly heartbeats: Heartbeats;
  /** Unique id of the one role that facilities send as. */
  readonly facilityRoleId: string;
}

/** A message of the central status queue with the sender that SQS vouches for. */
export interface Posted {
  readonly body: string;
  readonly senderId: string;
}

/** What is wrong with a report: kept and alerted, never applied, never blocking. */
interface Anomaly {
  readonly kind: string;
  readonly subject: string;
}

/** Moves the order along by what a facility reports, if the sender is the facility that the item was routed to. */
export async function track(ports: TrackPorts, posted: Posted): Promise<void> {
  const facility = await senderOf(ports, posted.senderId);
  if (!facility) return keep(ports, posted, { kind: "unknown_sender", subject: posted.senderId });
  const report = parseReport(posted.body);
  if (!report)
    return keep(ports, posted, { kind: "unreadable_status", subject: facility.id, mode: facility.mode });
  if (report.kind === "heartbeat")
    return ports.heartbeats.beat(facility.id, ports.ledger.clock.now().toISOString());
  const anomaly = await apply(ports, facility, report);
  if (anomaly) await keep(ports, posted, { ...anomaly, mode: facility.mode });
}

async function apply(
  ports: TrackPorts,
  facility: EnrolledFacility,
  status: Status,
): Promise<Anomaly | undefined> {
  const { ticketId } = status;
  const at = await ports.ticketIndex.find(facility.mode, ticketId);
  const order = at && (await ports.ledger.orders.load(at));
  const item = order && itemOf(order, at.itemId);
  if (!item || item.facilityId !== facility.id)
    return { kind: "foreign_ticket", subject: `${facility.id}/${ticketId}` };
  const wrong = await wrongWith(ports.tickets, item, status);
  if (wrong) return wrong;
  const changed = await changeOrder(ports.ledger, at, (current) =>
    applyStatus(current, { itemId: at.itemId, status }, ports.ledger),
  );
  return standing(itemOf(changed, at.itemId));
}

/** Why a status of the right facility is not applied. */
async function wrongWith(tickets: Tickets, item: Item, status: Status): Promise<Anomaly | undefined> {
  const { ticketId, generation } = status;
  if (item.generation !== generation)
    return { kind: "stale_generation", subject: `${ticketId}/${generation}` };
  // The client found the ticket by listing before dispatch could record it: it is heard when the row is as far.
  if (item.state === "rendering") throw new Unavailable(`ticket ${ticketId} is not queued yet`);
  if (status.status === "recalled" || status.status === "recall_denied") return recallOf(item, status);
  const claimed = await isClaimed(tickets, item, status);
  return claimed ? undefined : { kind: "unclaimed_status", subject: ticketId };
}

/** We recall what was cancelled and nothing else, and only what nobody had claimed. */
function recallOf({ state }: Item, { status, ticketId }: Status): Anomaly | undefined {
  if (state !== "cancelled") return { kind: "unasked_recall", subject: ticketId };
  return status === "recall_denied" ? { kind: "recall_denied", subject: ticketId } : undefined;
}

/** What an applied status leaves for somebody to look at. */
function standing(item: Item | undefined): Anomaly | undefined {
  if (!item) return undefined;
  if (isContradictory(item)) return { kind: "contradictory_reports", subject: item.id };
  return item.reported.refused ? { kind: "refused", subject: item.id } : undefined;
}

/** Words other than refused need a claim that is the facility's own; once one was applied the claim is known. */
async function isClaimed(tickets: Tickets, item: Item, { status }: Status): Promise<boolean> {
  if (status === "refused" || item.facilityId === null) return true;
  if (item.state !== "queued" && item.state !== "cancelled") return true;
  const claim = await tickets.claimOf(claimKey(item.facilityId, item.ticketId, item.generation));
  return claim !== undefined && claim.clientId !== platformClientId;
}

/** `ROLEID:sessionName`: the role must be the facility role, the session is the facility. */
async function senderOf(ports: TrackPorts, senderId: string): Promise<EnrolledFacility | undefined> {
  const [roleId, facilityId] = senderId.split(":");
  if (roleId !== ports.facilityRoleId || !facilityId) return undefined;
  return ports.facilities.get(facilityId);
}

function parseReport(body: string): Report | undefined {
  try {
    return Report.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

async function keep(ports: TrackPorts, posted: Posted, anomaly: Anomaly & { mode?: Mode }): Promise<void> {
  const { kind, subject, mode = "live" } = anomaly;
  const detail = `${posted.senderId} sent ${posted.body.slice(0, 2000).toWellFormed()}`;
  await ports.alerts.open({ kind, subject, mode, detail }, ports.ledger.clock.now());
}
