import type { Rejected } from "../order/errors.ts";
import type { PrepareMessage } from "../order/messages.ts";
import { type Failure, type Item, itemOf, type Order } from "../order/order.ts";
import { editItem, failItem, moveItem, routedOn, type Stamp, withEvent } from "../order/transitions.ts";

type Addressed = Pick<PrepareMessage, "itemId" | "generation">;

export interface Made extends Addressed {
  readonly preparedDoc: string;
  readonly pages: number;
  readonly blankPages: number;
}

/** True while this message still has work: the item is being prepared in its generation and nobody was first. */
export function isWaiting(item: Item, { generation }: Addressed): boolean {
  return item.state === "preparing" && item.generation === generation && item.preparedDoc === null;
}

/** The order with the item at work; undefined when it is already, or when the message came too late. */
export function begun(order: Order, { itemId, generation }: Addressed, stamp: Stamp): Order | undefined {
  const item = itemOf(order, itemId);
  if (item?.state !== "received" || item.generation !== generation) return undefined;
  return moveItem(order, { itemId, to: "preparing" }, stamp);
}

/** The order with the item prepared, sent on to routing if it was the last. */
export function prepared(order: Order, made: Made, stamp: Stamp): Order | undefined {
  const { itemId, preparedDoc, pages, blankPages } = made;
  const item = itemOf(order, itemId);
  if (!item || !isWaiting(item, made)) return undefined;
  const recorded = editItem(order, itemId, (before) => ({ ...before, preparedDoc, pages }));
  const told = withEvent(recorded, { type: "item.preflighted", itemId, data: { pages, blankPages } }, stamp);
  return routedOn(told);
}

/** The order with the item failed for good; the others go on without it. */
export function failed(order: Order, made: Addressed & { error: Rejected }, stamp: Stamp): Order | undefined {
  const { itemId, error } = made;
  const item = itemOf(order, itemId);
  if (!item || !isWaiting(item, made)) return undefined;
  const failure = failureOf(error, order.items.indexOf(item));
  return routedOn(failItem(order, { itemId, failure }, stamp));
}

function failureOf({ code, message, blame }: Rejected, place: number): Failure {
  const pointer = `/items/${place}/files${blame.pointer ?? ""}`;
  return { code, detail: message, ...blame, pointer };
}
