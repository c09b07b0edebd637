import { changeOrder, type Ledger } from "../order/change.ts";
import { eachDue, faultsOf } from "../order/each-due.ts";
import { MerchantId, type Mode, OrderId } from "../order/ids.ts";
import type { OrderRef } from "../order/keys.ts";
import { type Item, itemOf, type Order } from "../order/order.ts";
import type { Alerts } from "../order/ports.ts";
import { editItem } from "../order/transitions.ts";

export interface WatchPorts {
  readonly ledger: Ledger;
  readonly alerts: Alerts;
}

/** Minutes that effects may be pending before somebody must look why the sweeper cannot send them. */
const unsentMinutes = 10;

/**
 * Opens one alert for every item past its deadline and every order with effects that nobody can send, and closes those
 * of what moved on since.
 */
export async function watch(ports: WatchPorts, { mode, now }: { mode: Mode; now: Date }): Promise<number> {
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
    () => closeMoved(ports, mode),
  ];
  const faults = await faultsOf(duties, (duty) => duty());
  if (faults.length > 0) throw new AggregateError(faults, "not all could be watched");
  return found;
}

async function look({ ledger, alerts }: WatchPorts, ref: OrderRef, now: Date): Promise<void> {
  const order = await ledger.orders.load(ref);
  if (!order) return;
  const late = order.items.filter((item) => isLate(item, now));
  for (const item of late) {
    const detail = `still ${item.state}, awaited until ${item.deadline}`;
    const subject = `${subjectOf(ref)}/${item.id}`;
    await alerts.open({ kind: `overdue_${item.state}`, subject, mode: ref.mode, detail }, now);
  }
  // The alert stands; the deadline has done its work and is set anew by the next move.
  await changeOrder(ledger, ref, (current) => settled(current, now));
}

function isLate({ deadline }: Item, now: Date): boolean {
  return deadline !== null && Date.parse(deadline) <= now.getTime();
}

function settled(order: Order, now: Date): Order | undefined {
  const late = order.items.filter((item) => isLate(item, now));
  if (late.length === 0) return undefined;
  return late.reduce((at, { id }) => editItem(at, id, (item) => ({ ...item, deadline: null })), order);
}

async function lookUnsent({ ledger, alerts }: WatchPorts, ref: OrderRef, now: Date): Promise<void> {
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

async function closeMoved({ ledger, alerts }: WatchPorts, mode: Mode): Promise<void> {
  const ours = (await alerts.list(mode)).filter(
    ({ kind }) => kind.startsWith("overdue_") || kind === "unsent",
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
  return kind === "unsent" ? order.effects.length > 0 : kind === `overdue_${itemOf(order, itemId)?.state}`;
}
