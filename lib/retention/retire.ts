import { changeOrder, type Ledger } from "../order/change.ts";
import { eachDue } from "../order/each-due.ts";
import type { Mode } from "../order/ids.ts";
import { facilityPrefix, type OrderRef, orderPrefix } from "../order/keys.ts";
import { type Item, type Order, refOf } from "../order/order.ts";
import type { Files, Forgetting, Tickets } from "../order/ports.ts";
import type { Parcel } from "../order/report.ts";
import { isAtRest, withEvent } from "../order/transitions.ts";

export interface RetirePorts {
  readonly ledger: Ledger;
  readonly files: Files;
  readonly tickets: Tickets;
  readonly answers: Forgetting;
  /** Days that files stay after the order came to rest: at least as long as claims may be made. */
  readonly keptDays: number;
}

/** Deletes the files and personal data of orders that have rested long enough; receipts and claims stay. Answers how many. */
export async function retire(ports: RetirePorts, { mode, now }: { mode: Mode; now: Date }): Promise<number> {
  const until = new Date(now.getTime() - ports.keptDays * 86_400_000);
  return eachDue(ports.ledger.orders, { kind: "retention", mode, until }, (ref) => retireOrder(ports, ref));
}

/** Files first and the row last: a crash between leaves the order due, and deleting again finds less. */
async function retireOrder(ports: RetirePorts, ref: OrderRef): Promise<void> {
  const order = await ports.ledger.orders.load(ref);
  if (!order || !isAtRest(order) || order.filesDeletedAt) return;
  await ports.files.removeAll(orderPrefix(ref), (key) => key.startsWith(`${orderPrefix(ref)}receipt/`));
  for (const prefix of order.items.flatMap(ticketPrefixes))
    await ports.tickets.removeAll(prefix, (key) => key.endsWith("/claim"));
  if (order.idempotency) await ports.answers.forget(order.idempotency);
  await changeOrder(ports.ledger, refOf(order), (current) => erased(current, ports.ledger));
}

/** Everywhere that the item's ticket ever lay, in all of its generations. */
function ticketPrefixes({ facilityId, tried, ticketId }: Item): string[] {
  const facilities = new Set(facilityId === null ? tried : [...tried, facilityId]);
  return [...facilities].map((id) => `${facilityPrefix(id)}tickets/${ticketId}/`);
}

function erased(order: Order, ledger: Ledger): Order | undefined {
  if (order.filesDeletedAt) return undefined;
  const bare = {
    ...order,
    recipient: null,
    metadata: {},
    idempotency: null,
    items: order.items.map(withoutReason),
    // Links of carriers name the addressee's postcode.
    shipments: order.shipments.map((shipment) => ({
      ...shipment,
      parcels: shipment.parcels.map(withoutLink),
    })),
    filesDeletedAt: ledger.clock.now().toISOString(),
  };
  return bare.items.reduce<Order>(
    (at, { id: itemId }) => withEvent(at, { type: "item.files_deleted", itemId, data: {} }, ledger),
    bare,
  );
}

/** Why something was printed again may name somebody. */
function withoutReason({ reprint, ...item }: Item): Item {
  return reprint ? { ...item, reprint: { ...reprint, reason: "" } } : item;
}

function withoutLink({ url: _, ...parcel }: Parcel): Parcel {
  return parcel;
}
