import { changeOrder, type Ledger } from "../order/change.ts";
import type { Dues } from "../order/dues.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import type { Mode } from "../order/ids.ts";
import { type Item, itemOf } from "../order/order.ts";
import type { Alerts, Facilities, Heartbeats, TicketIndex, TicketPointer, Tickets } from "../order/ports.ts";
import { Report, type Status } from "../order/report.ts";
import type { Quality } from "../order/routing-ports.ts";
import type { ItemState } from "../order/states.ts";
import { isGivenBack, takeBack } from "../order/take-back.ts";
import { type Anomaly, judge, type Said } from "./judge.ts";
import { applyStatus, isContradictory } from "./lattice.ts";

export interface TrackPorts {
  readonly ledger: Ledger;
  readonly tickets: Tickets;
  readonly ticketIndex: TicketIndex;
  readonly facilities: Facilities;
  readonly alerts: Alerts;
  readonly heartbeats: Heartbeats;
  readonly quality: Quality;
  readonly dues: Dues;
  /** Unique id of the one role that facilities send as. */
  readonly facilityRoleId: string;
}

/** A message of the central status queue with the sender that SQS vouches for. */
export interface Posted {
  readonly body: string;
  readonly senderId: string;
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
  const at = await ports.ticketIndex.find(facility.mode, status.ticketId);
  const order = at && (await ports.ledger.orders.load(at));
  const item = order && itemOf(order, at.itemId);
  const verdict = await judge(ports.tickets, item, { status, facility });
  if (typeof verdict === "object") return verdict;
  if (verdict === "ignore" || !at || !item) return undefined;
  const changed = await changeOrder(ports.ledger, at, (current) =>
    applyStatus(current, { itemId: at.itemId, status }, ports.ledger),
  );
  const after = itemOf(changed, at.itemId);
  return after && followed(ports, at, { before: item, after, status, facility });
}

interface Applied extends Said {
  readonly before: Item;
  readonly after: Item;
}

/** What an applied status makes us do besides, each safe to do again, and what it leaves for somebody to look at. */
async function followed(
  ports: TrackPorts,
  at: TicketPointer,
  { before, after, status, facility }: Applied,
): Promise<Anomaly | undefined> {
  const { id: itemId, generation, ticketId } = after;
  if (unclaimed.has(before.state) && !unclaimed.has(after.state))
    await ports.ticketIndex.settle(ticketId, at, generation);
  await remember(ports, facility, { after, status });
  await postDue(ports, at, { after, status, facility });
  if (isContradictory(after)) return { kind: "contradictory_reports", subject: itemId };
  if (isGivenBack(after)) await takeBack(ports, at, { itemId, generation });
  return status.status === "recall_denied" ? { kind: "recall_denied", subject: ticketId } : undefined;
}

/** In these states nobody is known to have claimed the ticket. */
const unclaimed: ReadonlySet<ItemState> = new Set(["rendering", "queued"]);

/** How well the facility keeps its word; the router reads it. */
async function remember(
  { quality, ledger }: TrackPorts,
  { id }: EnrolledFacility,
  { after, status }: Pick<Applied, "after" | "status">,
): Promise<void> {
  if (status.status === "refused") await quality.record(id, "refused", after.id);
  if (status.status !== "shipped" || after.state !== "shipped") return;
  await quality.record(id, "shipped", after.id);
  const late = after.shipBy !== null && Date.parse(after.shipBy) < ledger.clock.now().getTime();
  if (late) await quality.record(id, "late", after.id);
}

/** What has shipped whole is owed for, in the month that the status was first read. */
async function postDue(
  { dues, ledger }: TrackPorts,
  { orderId }: TicketPointer,
  { after, status, facility }: Pick<Applied, "after" | "status" | "facility">,
): Promise<void> {
  const { id: itemId, owed, ticketId, generation, quantity } = after;
  if (!owed || status.status !== "shipped" || after.state !== "shipped") return;
  const shippedAt = ledger.clock.now().toISOString();
  await dues.post(facility.id, { ticketId, generation, orderId, itemId, quantity, amount: owed, shippedAt });
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
