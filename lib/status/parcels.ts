import type { Item, Order } from "../order/order.ts";
import { Parcel, type Status } from "../order/report.ts";

type Line = NonNullable<Parcel["lines"]>[number];

/** Copies of the item that a status tells of: all of them where it does not say how many. */
export function copiesOf({ id, quantity: all }: Item, { quantity, parcels = [] }: Status): number {
  const lines = parcels.flatMap((parcel) => parcel.lines ?? []).filter(({ itemId }) => itemId === id);
  const packed = lines.reduce((sum, line) => sum + line.quantity, 0);
  return quantity ?? (packed > 0 ? packed : all);
}

/** A status's parcels with what is in them, of this order only; the one parcel of a status holds what it tells of. */
export function parcelsOf(order: Order, item: Item, status: Status): Parcel[] {
  const { parcels = [] } = status;
  const ours = new Set<string>(order.items.map(({ id }) => id));
  return parcels.map((parcel) => {
    const alone = parcels.length === 1 ? [{ itemId: item.id, quantity: copiesOf(item, status) }] : [];
    const lines = (parcel.lines ?? alone).filter(({ itemId }) => ours.has(itemId));
    return { ...parcel, lines };
  });
}

/** What an event may tell of a parcel: links and tracking codes lead to people, and events are never erased. */
export function inPublic({ carrier, lines = [] }: Parcel) {
  return { carrier, lines };
}

/** Most parcels that one event tells of. */
export const maxToldParcels = 10;

/** Adds parcels to the item's shipment. */
export function withParcels(order: Order, item: Item, parcels: readonly Parcel[]): Order {
  if (parcels.length === 0) return order;
  const shipments = order.shipments.map((shipment) =>
    shipment.id === item.shipmentId ? { ...shipment, parcels: merged(shipment.parcels, parcels) } : shipment,
  );
  return { ...order, shipments };
}

/** Most bytes of a shipment's parcels, some hundred of them: facilities must not outgrow an order's row. */
const maxParcelBytes = 20_000;

/** A parcel is the same when carrier and tracking are. Sorted, and the first that fit: arrival leaves no trace. */
function merged(known: readonly Parcel[], more: readonly Parcel[]): Parcel[] {
  const byName = new Map<string, Parcel>();
  for (const parcel of [...known, ...more]) {
    const name = `${parcel.carrier}\n${parcel.tracking}`;
    byName.set(name, joined(parcel, byName.get(name) ?? parcel));
  }
  return fitting([...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, parcel]) => parcel));
}

/** Two reports of one parcel: the longer link, and of each item the most copies that either saw in it. */
function joined(one: Parcel, other: Parcel): Parcel {
  const { carrier, tracking } = one;
  const url = greater(one.url ?? "", other.url ?? "");
  const lines = joinedLines([...(one.lines ?? []), ...(other.lines ?? [])]);
  return Parcel.parse({ carrier, tracking, ...(url && { url }), lines });
}

/** Most lines of one parcel: an order holds fewer items. */
const maxLines = 50;

function joinedLines(lines: readonly Line[]): Line[] {
  const most = new Map<string, number>();
  for (const { itemId, quantity } of lines) most.set(itemId, Math.max(quantity, most.get(itemId) ?? 0));
  const sorted = [...most].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, maxLines);
  return sorted.map(([itemId, quantity]) => ({ itemId, quantity }));
}

function greater(a: string, b: string): string {
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}

function fitting(parcels: readonly Parcel[]): Parcel[] {
  let bytes = 0;
  const end = parcels.findIndex((parcel) => {
    bytes += Buffer.byteLength(JSON.stringify(parcel));
    return bytes > maxParcelBytes;
  });
  return end === -1 ? [...parcels] : parcels.slice(0, end);
}
