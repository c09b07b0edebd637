import { type Copies, copiesIn, type Item, itemOf, type Order } from "../order/order.ts";
import type { ReportWord, Status } from "../order/report.ts";
import { type ItemState, itemStates, moves } from "../order/states.ts";
import { editItem, failItem, holdItem, moveItem, type Stamp, withEvent } from "../order/transitions.ts";
import { copiesOf, inPublic, maxToldParcels, parcelsOf, withParcels } from "./parcels.ts";

/** Words that move an item are named as the state they stand for; the others only leave a mark. */
type Moving = Extract<ReportWord, ItemState>;

interface Read {
  readonly itemId: string;
  readonly status: Status;
}

/**
 * Applies one status of the item's current generation; undefined when it adds nothing. The state is the maximum of what
 * was reported and marks are only ever set, so any order and any duplicates of the same reports end the same.
 */
export function applyStatus(order: Order, read: Read, stamp: Stamp): Order | undefined {
  const { itemId, status } = read;
  const before = itemOf(order, itemId);
  if (!before || before.state === "cancelled" || before.generation !== status.generation) return undefined;
  const marked = editItem(order, itemId, (item) => ({ ...item, reported: mark(item, status) }));
  const packed = withParcels(marked, before, parcelsOf(order, before, status));
  const sent = tellPart(packed, before, { read, stamp });
  const held = hold(advance(sent, read, stamp), itemId, stamp);
  return sameItem(order, held, itemId) ? undefined : held;
}

function mark(item: Item, status: Status): Item["reported"] {
  const { reported } = item;
  const { status: word } = status;
  const marked = {
    ...reported,
    failed: reported.failed || word === "failed",
    refused: reported.refused || word === "refused",
    gone: reported.gone || isGone(word),
  };
  if (word === "recalled") return { ...marked, recalled: true };
  if (word === "recall_denied") return { ...marked, recallDenied: true };
  return isGone(word) ? { ...marked, [word]: counted(reported[word], item, status) } : marked;
}

function isGone(word: string): word is "shipped" | "delivered" {
  return word === "shipped" || word === "delivered";
}

/** Most statuses of one word whose copies are told apart: the first by their number, whenever they came. */
const maxCounts = 200;

function counted(copies: Copies | undefined, item: Item, status: Status): Copies {
  const { seq } = status;
  const more: Copies = { ...copies, [seq]: Math.max(copies?.[seq] ?? 0, copiesOf(item, status)) };
  // Names that are numbers come in their order.
  return Object.fromEntries(Object.entries(more).slice(0, maxCounts));
}

/** The state that a word stands for, with all that was counted before; nothing for words that only leave a mark. */
function stateFor({ reported, quantity }: Item, { status: word }: Status): Moving | undefined {
  if (word === "refused" || word === "recalled" || word === "recall_denied") return undefined;
  if (!isGone(word)) return word;
  // Some have left: the rest is under way, wherever it is.
  return copiesIn(reported[word]) >= quantity ? word : "printing";
}

/** Copies that left while others stay are told by themselves: no state says so. */
function tellPart(order: Order, before: Item, { read, stamp }: { read: Read; stamp: Stamp }): Order {
  const item = itemOf(order, before.id);
  if (!item || read.status.status !== "shipped") return order;
  const [was, copies] = [copiesIn(before.reported.shipped), copiesIn(item.reported.shipped)];
  if (copies === was || copies >= item.quantity) return order;
  const data = { copies, quantity: item.quantity, parcels: told(order, item, read) };
  return withEvent(order, { type: "item.partially_shipped", itemId: item.id, data }, stamp);
}

function told(order: Order, item: Item, { status }: Read) {
  return parcelsOf(order, item, status).slice(0, maxToldParcels).map(inPublic);
}

/** Moves on only when the word is higher than the state and the table of moves knows the way. */
function advance(order: Order, read: Read, stamp: Stamp): Order {
  const { itemId, status } = read;
  const item = itemOf(order, itemId);
  const to = item && stateFor(item, status);
  if (!item || !to || rank(to) <= rank(item.state) || !moves[item.state].includes(to)) return order;
  if (to === "failed") return failItem(order, { itemId, failure: failureOf(status) }, stamp);
  const moved = moveItem(order, { itemId, to }, stamp);
  // A failure that a parcel contradicts is told by the hold, whichever of the two was heard first.
  const cleared = editItem(moved, itemId, (at) => ({ ...at, failure: null }));
  const data = to === "shipped" ? { copies: item.quantity, parcels: told(order, item, read) } : {};
  return withEvent(cleared, { type: `item.${to}`, itemId, data }, stamp);
}

/** Order of the words: a reported failure outranks printing, a parcel that left outranks the failure. */
function rank(state: ItemState): number {
  return state === "failed" ? itemStates.indexOf("printed") + 0.5 : itemStates.indexOf(state);
}

function failureOf({ reason }: Status): { code: string; detail: string } {
  return {
    code: "facility_failed",
    detail: `The facility reported a failure: ${reason ?? "no reason given"}.`,
  };
}

/** True when words of the item's generation contradict each other: what was given back is on no paper. */
export function isContradictory({ reported, state }: Item): boolean {
  const { failed, refused, recalled, recallDenied, gone } = reported;
  const back = refused || recalled === true;
  return (failed && gone) || (back && rank(state) > rank("accepted")) || (recalled && recallDenied) === true;
}

/** Words that contradict each other hold the item, whichever came first. */
function hold(order: Order, itemId: string, stamp: Stamp): Order {
  const item = itemOf(order, itemId);
  if (!item || !isContradictory(item)) return order;
  return holdItem(order, { itemId, code: "contradictory_reports" }, stamp);
}

function sameItem(before: Order, after: Order, itemId: string): boolean {
  const core = (order: Order) => JSON.stringify([itemOf(order, itemId), order.shipments, order.sequence]);
  return core(before) === core(after);
}
