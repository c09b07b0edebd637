import { changeOrder } from "../order/change.ts";
import { Rejected } from "../order/errors.ts";
import { type Item, itemOf, type Order, refTo } from "../order/order.ts";
import { presentItem } from "../order/present.ts";
import type { RecallRequest } from "../order/requests.ts";
import { withRecall } from "../order/revoke.ts";
import { type TakeBackPorts, type TakenBack, takeBack } from "../order/take-back.ts";
import { editItem } from "../order/transitions.ts";
import type { ItemView } from "../order/views.ts";

/**
 * Takes an item back that a facility may have claimed, to send it elsewhere or to end it: at once if we win the claim,
 * else only when the facility answers `recalled`. Until then nothing changes.
 */
export async function recall(
  ports: TakeBackPorts,
  { orderId, itemId, purpose, ...owner }: RecallRequest,
): Promise<{ outcome: TakenBack; item: ItemView }> {
  const { ledger } = ports;
  const ref = refTo(owner, orderId);
  const asked = found(
    await changeOrder(ledger, ref, (order) => {
      const item = found(order, itemId);
      if (!recallable.has(item.state)) throw tooLate(item);
      const at = ledger.clock.now().toISOString();
      return editItem(order, itemId, (each) => ({ ...each, recall: { purpose, at } }));
    }),
    itemId,
  );
  const outcome = await takeBack(ports, ref, { itemId, generation: asked.generation });
  const order = await changeOrder(ledger, ref, (current) =>
    outcome === "claimed" ? withRecall(current, found(current, itemId)) : undefined,
  );
  return { outcome, item: presentItem(found(order, itemId)) };
}

/** Before, there is nobody to ask; afterwards it is on paper. */
const recallable: ReadonlySet<Item["state"]> = new Set(["queued", "accepted"]);

function found(order: Order, itemId: string): Item {
  const item = itemOf(order, itemId);
  if (!item) throw new Rejected("not_found", `The order has no item ${itemId}.`, { given: itemId });
  return item;
}

function tooLate({ state }: Item): Rejected {
  return new Rejected("too_late", `The item is ${state}.`, { given: state, wanted: [...recallable] });
}
