import { type Item, itemOf, type Order } from "./order.ts";
import { withRecall } from "./revoke.ts";
import { deadlineOf, editItem, effectId, type Stamp, withEffect, withEvent } from "./transitions.ts";

/** How often an item goes to another facility before somebody must look. */
export const maxReroutes = 3;

/**
 * The item in its next generation, to be routed anew and not to where it was. Only for what nobody can print any more:
 * its claim is ours, or its facility gave it back.
 */
export function takenBack(order: Order, item: Item, stamp: Stamp): Order {
  const { facilityId } = item;
  const tried = facilityId === null ? item.tried : [...item.tried, facilityId];
  const bare = { facilityId: null, shipmentId: null, routeDoc: null, reasons: [], shipBy: null, tried };
  const next = begun(order, { ...item, ...bare, state: "preparing" }, stamp);
  const { generation } = after(item);
  return withEffect(withoutEmptyShipments(next), {
    kind: "route",
    id: effectId(after(item), "route"),
    generation,
  });
}

/** Fewer copies from the same facility: a generation of its own, because the ticket that lies there asks for more. */
export function shrunk(order: Order, { item, by }: { item: Item; by: number }, stamp: Stamp): Order {
  const quantity = item.quantity - by;
  const data = { quantity, cancelled: by };
  if (item.facilityId === null) {
    const fewer = editItem(order, item.id, (at) => ({ ...at, quantity }));
    return withEvent(fewer, { type: "item.shrunk", itemId: item.id, data }, stamp);
  }
  const next = begun(order, { ...item, quantity, state: "routed" }, stamp);
  const { generation } = after(item);
  const told = withEvent(
    next,
    { type: "item.shrunk", itemId: item.id, data: { ...data, generation } },
    stamp,
  );
  const id = effectId(after(item), "render");
  return withEffect(told, { kind: "render", id, itemId: item.id, generation });
}

function after({ id, generation }: Item): Pick<Item, "id" | "generation"> {
  return { id, generation: generation + 1 };
}

/** Nothing that was said of the old generation counts for the new one. */
function begun(order: Order, { recall: _, owed: __, ...item }: Item, { clock }: Stamp): Order {
  const old = itemOf(order, item.id);
  const fresh: Item = {
    ...item,
    ...after(item),
    renderedDoc: null,
    reported: { failed: false, refused: false, gone: false },
    hold: null,
    deadline: deadlineOf(item.state, clock.now()),
  };
  return editItem(old ? withRecall(order, old) : order, item.id, () => fresh);
}

/** A shipment in which nothing travels any more is none. */
function withoutEmptyShipments(order: Order): Order {
  const used = new Set(order.items.map(({ shipmentId }) => shipmentId));
  const shipments = order.shipments.filter(({ id, parcels }) => used.has(id) || parcels.length > 0);
  return { ...order, shipments };
}
