import { type Ledger, recordChange } from "../order/change.ts";
import { Rejected } from "../order/errors.ts";
import { ItemId } from "../order/ids.ts";
import type { Execution } from "../order/once.ts";
import { type Item, itemOf, type Order, refTo } from "../order/order.ts";
import type { Owner } from "../order/ports.ts";
import { isReprintable, presentItem } from "../order/present.ts";
import type { ReprintRequest } from "../order/requests.ts";
import { deadlineOf, effectId, withEffect, withEvent } from "../order/transitions.ts";
import type { ItemView } from "../order/views.ts";

export interface ReprintWish extends Owner {
  readonly id: string;
  readonly itemId: string;
  /** Of the keyed request: repeated, it asks for the same reprint. */
  readonly execution?: Execution | undefined;
}

/** Most items of one order, reprints included: its row is to stay small. */
const maxItems = 100;

/**
 * Has an item printed again, as an item of its own that begins at routing: its files were prepared before. Rejected
 * `not_reprintable` where it never reached a facility or its files are gone.
 */
export async function reprint(
  { ledger }: { readonly ledger: Ledger },
  { id, itemId, execution, ...owner }: ReprintWish,
  request: ReprintRequest,
): Promise<ItemView> {
  const fresh = execution ? ItemId.parse(`itm_${execution.ulid}`) : ledger.ids.next("itm");
  const changed = await recordChange(ledger, refTo(owner, id), (order) => {
    if (itemOf(order, fresh)) return undefined;
    const again = reprintOf(printed(order, itemId), { fresh, request }, ledger);
    return requested(order, again, ledger);
  });
  const made = itemOf(changed, fresh);
  if (!made) throw new Error(`the reprint ${fresh} is gone`);
  return presentItem(made);
}

function printed(order: Order, itemId: string): Item {
  const item = itemOf(order, itemId);
  if (!item) throw new Rejected("not_found", `The order has no item ${itemId}.`, { given: itemId });
  if (order.items.length >= maxItems)
    throw new Rejected("not_reprintable", `The order has ${maxItems} items already.`, {
      wanted: "a new order",
    });
  if (isReprintable(order, item)) return item;
  const wanted = "an item that shipped or failed at a facility, while its files are there";
  const given = order.filesDeletedAt ? "files_deleted" : item.state;
  throw new Rejected("not_reprintable", `Item ${itemId} cannot be printed again.`, { given, wanted });
}

interface Again {
  readonly fresh: Item["id"];
  readonly request: ReprintRequest;
}

function reprintOf(original: Item, { fresh, request }: Again, { clock, ids }: Ledger): Item {
  const { reason, payer, quantity = original.quantity } = request;
  if (quantity > original.quantity) {
    const { quantity: wanted } = original;
    const pointer = "/quantity";
    throw new Rejected("invalid_request", `The item had ${wanted} copies.`, {
      pointer,
      given: quantity,
      wanted,
    });
  }
  const { recall: _, cuts: __, owed: ___, ...kept } = original;
  return {
    ...kept,
    id: fresh,
    ticketId: ids.next("tkt"),
    quantity,
    state: "preparing",
    generation: 1,
    reprint: { itemId: original.id, reason, payer },
    ...{ routeDoc: null, renderedDoc: null, facilityId: null, shipmentId: null, shipBy: null },
    ...{ reasons: [], tried: [], hold: null, failure: null },
    reported: { failed: false, refused: false, gone: false },
    deadline: deadlineOf("preparing", clock.now()),
  };
}

/** The reason stays on the row, which is erased: it may name somebody. */
function requested(order: Order, item: Item, ledger: Ledger): Order {
  const { id: itemId, generation, quantity, reprint: of } = item;
  const data = { reprintOf: of?.itemId, payer: of?.payer, quantity };
  const added = { ...order, items: [...order.items, item] };
  const told = withEvent(added, { type: "item.reprint_requested", itemId, data }, ledger);
  return withEffect(told, { kind: "route", id: effectId(item, "route"), generation });
}
