import { changeOrder } from "../order/change.ts";
import { eachDue, faultsOf } from "../order/each-due.ts";
import { MerchantId, type Mode, OrderId } from "../order/ids.ts";
import type { OrderRef } from "../order/keys.ts";
import { type Item, itemOf, type Order } from "../order/order.ts";
import { exhausted, takeBack } from "../order/take-back.ts";
import { editItem, effectId, withEffect } from "../order/transitions.ts";
import { type FacilityWatchPorts, watchFacilities } from "./facilities.ts";

/** Minutes that effects may be pending before somebody must look why the sweeper cannot send them. */
const unsentMinutes = 10;

/** Minutes after which an item that no facility could make is routed again. */
const retryMinutes = 15;

/**
 * Moves on what is past its deadline, where there is a way: what no facility claimed goes to another, what none could
 * make is routed again. For the rest, and for effects that nobody can send, it opens one alert each, and closes those of
 * what moved on since.
 */
export async function watch(
  ports: FacilityWatchPorts,
  { mode, now }: { mode: Mode; now: Date },
): Promise<number> {
  const { orders } = ports.ledger;
  const until = new Date(now.getTime() - unsentMinutes * 60_000);
  let found = 0;
  const duties = [
    async () => {
      found += await eachDue(orders, { kind: "deadline", mode, until: now }, (ref) => look(ports, ref, now));
    },
    async () => {
      found += await eachDue(orders, { kind: "effects", mode, until }, (ref) => lookUnsent(ports, ref, now));
    },
    () => watchFacilities(ports, { mode, now }),
    () => closeMoved(ports, mode),
  ];
  const faults = await faultsOf(duties, (duty) => duty());
  if (faults.length > 0) throw new AggregateError(faults, "not all could be watched");
  return found;
}

async function look(ports: FacilityWatchPorts, ref: OrderRef, now: Date): Promise<void> {
  const { ledger, alerts } = ports;
  const order = await ledger.orders.load(ref);
  if (!order) return;
  const late = order.items.filter((item) => isLate(item, now));
  for (const item of late) {
    if (await movedOn(ports, ref, item)) continue;
    const detail = `still ${item.state}, awaited until ${item.deadline}`;
    const subject = `${subjectOf(ref)}/${item.id}`;
    await alerts.open({ kind: `overdue_${item.state}`, subject, mode: ref.mode, detail }, now);
  }
  await changeOrder(ledger, ref, (current) => settled(current, late, now));
}

/** What waits at a facility that has not claimed it goes to another; what that ends with has its own alert. */
async function movedOn(ports: FacilityWatchPorts, ref: OrderRef, item: Item): Promise<boolean> {
  if (item.state !== "queued") return false;
  const { id: itemId, generation } = item;
  return (await takeBack(ports, ref, { itemId, generation })) !== "claimed";
}

function isLate({ deadline }: Item, now: Date): boolean {
  return deadline !== null && Date.parse(deadline) <= now.getTime();
}

/** The alert stands; a deadline that was looked at has done its work and is set anew by the next move. */
function settled(order: Order, looked: readonly Item[], now: Date): Order | undefined {
  const seen = new Map(looked.map(({ id, deadline }) => [id, deadline]));
  const late = order.items.filter(({ id, deadline }) => deadline !== null && seen.get(id) === deadline);
  if (late.length === 0) return undefined;
  const next = late.reduce(
    (at, { id }) => editItem(at, id, (item) => ({ ...item, deadline: nextLook(item, now) })),
    order,
  );
  // One message routes all that waits.
  const waiting = late.find(hasNoFacility);
  return waiting ? routedAgain(next, waiting, now) : next;
}

function hasNoFacility({ state, hold }: Item): boolean {
  return state === "preparing" && hold?.code === "no_facility";
}

function nextLook(item: Item, now: Date): string | null {
  return hasNoFacility(item) ? new Date(now.getTime() + retryMinutes * 60_000).toISOString() : null;
}

/** Facilities open, come and have room again. */
function routedAgain(order: Order, item: Item, now: Date): Order {
  const id = `${effectId(item, "route")}:${now.toISOString()}`;
  return withEffect(order, { kind: "route", id, generation: item.generation });
}

async function lookUnsent({ ledger, alerts }: FacilityWatchPorts, ref: OrderRef, now: Date): Promise<void> {
  const order = await ledger.orders.load(ref);
  if (!order || order.effects.length === 0) return;
  const detail = `unsent since ${order.updatedAt}: ${order.effects.map(({ id }) => id).join(", ")}`.slice(
    0,
    500,
  );
  await alerts.open({ kind: "unsent", subject: subjectOf(ref), mode: ref.mode, detail }, now);
}

function subjectOf({ merchantId, orderId }: OrderRef): string {
  return `${merchantId}/${orderId}`;
}

async function closeMoved({ ledger, alerts }: FacilityWatchPorts, mode: Mode): Promise<void> {
  const ours = (await alerts.list(mode)).filter(
    ({ kind }) => kind.startsWith("overdue_") || kind === "unsent" || kind === exhausted,
  );
  const faults = await faultsOf(ours, async ({ kind, subject }) => {
    const [merchantId, orderId, itemId = ""] = subject.split("/");
    const ref = { mode, merchantId: MerchantId.parse(merchantId), orderId: OrderId.parse(orderId) };
    const order = await ledger.orders.load(ref);
    if (!stands(kind, order, itemId)) await alerts.close(kind, subject, mode);
  });
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} alerts could not be looked at`);
}

function stands(kind: string, order: Order | undefined, itemId: string): boolean {
  if (!order) return false;
  if (kind === "unsent") return order.effects.length > 0;
  const item = itemOf(order, itemId);
  return kind === exhausted ? item?.hold?.code === exhausted : kind === `overdue_${item?.state}`;
}
