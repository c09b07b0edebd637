import { changeOrder, type Ledger } from "../order/change.ts";
import type { Mode } from "../order/ids.ts";
import type { OrderRef } from "../order/keys.ts";
import type { Item, Order } from "../order/order.ts";
import type { Alerts } from "../order/ports.ts";
import { editItem } from "../order/transitions.ts";

export interface WatchPorts {
  readonly ledger: Ledger;
  readonly alerts: Alerts;
}

/** Orders looked at in one round; the rest waits for the next. */
const perRound = 200;

/** Opens one alert for every item past its deadline, and closes those of items that moved on since. */
export async function watch(ports: WatchPorts, { mode, now }: { mode: Mode; now: Date }): Promise<number> {
  const due = await ports.ledger.orders.due("deadline", { mode, until: now, limit: perRound });
  for (const ref of due) await look(ports, ref, now);
  await closeMoved(ports, mode);
  return due.length;
}

async function look({ ledger, alerts }: WatchPorts, ref: OrderRef, now: Date): Promise<void> {
  const order = await ledger.orders.load(ref);
  if (!order) return;
  const late = order.items.filter((item) => isLate(item, now));
  for (const item of late) {
    const detail = `still ${item.state}, awaited until ${item.deadline}`;
    await alerts.open(
      { kind: `overdue_${item.state}`, subject: subjectOf(ref, item), mode: ref.mode, detail },
      now,
    );
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

function subjectOf({ merchantId, orderId }: OrderRef, { id }: Item): string {
  return `${merchantId}/${orderId}/${id}`;
}

async function closeMoved({ ledger, alerts }: WatchPorts, mode: Mode): Promise<void> {
  for (const { kind, subject } of await alerts.list(mode)) {
    if (!kind.startsWith("overdue_")) continue;
    const [merchantId, orderId, itemId] = subject.split("/") as [
      OrderRef["merchantId"],
      OrderRef["orderId"],
      string,
    ];
    const order = await ledger.orders.load({ mode, merchantId, orderId });
    const item = order?.items.find(({ id }) => id === itemId);
    if (kind !== `overdue_${item?.state}`) await alerts.close(kind, subject, mode);
  }
}
