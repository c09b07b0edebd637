import { faultsOf } from "../order/each-due.ts";
import type { EnrolledFacility } from "../order/facility.ts";
import type { Mode } from "../order/ids.ts";
import { type Item, itemOf } from "../order/order.ts";
import type { Facilities, Heartbeats, TicketIndex, WaitingPointer } from "../order/ports.ts";
import { type TakeBackPorts, takeBack } from "../order/take-back.ts";

export interface FacilityWatchPorts extends TakeBackPorts {
  readonly facilities: Facilities;
  readonly heartbeats: Heartbeats;
  readonly ticketIndex: TicketIndex;
}

/** Minutes without a heartbeat, which clients send every minute, while a ticket waits unclaimed. */
const silentMinutes = 15;

/** Tickets of one facility looked at in a round; the rest is looked at in the next. */
const ticketsAtOnce = 100;

/** Takes unclaimed tickets back from closed facilities, and opens one alert for each that is silent while some wait. */
export async function watchFacilities(
  ports: FacilityWatchPorts,
  { mode, now }: { mode: Mode; now: Date },
): Promise<void> {
  const faults = await faultsOf(await ports.facilities.list(mode), async (facility) => {
    const waiting = await waitingAt(ports, facility);
    if (!facility.open) await takeAllBack(ports, facility, waiting);
    await hear(ports, facility, { waiting, now });
  });
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} facilities could not be watched`);
}

/** What the index says waits there; where the order says otherwise, the index is put right. */
async function waitingAt(
  { ticketIndex, ledger }: FacilityWatchPorts,
  { id, mode, open }: EnrolledFacility,
): Promise<WaitingPointer[]> {
  const found = await ticketIndex.waiting(mode, id, open ? ticketsAtOnce / 10 : ticketsAtOnce);
  const still: WaitingPointer[] = [];
  for (const pointer of found) {
    const order = await ledger.orders.load(pointer);
    if (isWaiting(order && itemOf(order, pointer.itemId), pointer, id)) still.push(pointer);
    else await ticketIndex.settle(pointer.ticketId, pointer, pointer.generation);
  }
  return still;
}

function isWaiting(item: Item | undefined, { generation }: WaitingPointer, facilityId: string): boolean {
  if (item?.generation !== generation || item.facilityId !== facilityId) return false;
  return item.state === "rendering" || item.state === "queued";
}

async function takeAllBack(
  ports: FacilityWatchPorts,
  { id }: EnrolledFacility,
  waiting: readonly WaitingPointer[],
): Promise<void> {
  const faults = await faultsOf(waiting, async (pointer) => {
    await takeBack(ports, pointer, pointer);
  });
  if (faults.length > 0) throw new AggregateError(faults, `${id} could not be emptied`);
}

const kind = "silent_facility";

async function hear(
  { heartbeats, alerts }: FacilityWatchPorts,
  { id, mode }: EnrolledFacility,
  { waiting, now }: { waiting: readonly WaitingPointer[]; now: Date },
): Promise<void> {
  const since = waiting[0]?.since;
  const last = await heartbeats.last(id);
  const quiet = (at: string) => now.getTime() - Date.parse(at) > silentMinutes * 60_000;
  // A facility that had nothing to do need not have been heard: patience begins with its oldest ticket.
  if (since === undefined || !quiet(since) || (last !== undefined && !quiet(last)))
    return alerts.close(kind, id, mode);
  const detail = `heard of last ${last ?? "never"}; tickets wait unclaimed since ${since}`;
  await alerts.open({ kind, subject: id, mode, detail }, now);
}
