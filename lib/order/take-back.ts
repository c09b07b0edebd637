import { changeOrder } from "./change.ts";
import { maxReroutes, takenBack } from "./generation.ts";
import type { OrderRef } from "./keys.ts";
import { type Item, itemOf, type Order } from "./order.ts";
import type { Alerts } from "./ports.ts";
import { type RevokePorts, revoke, withRecall } from "./revoke.ts";
import type { ItemState } from "./states.ts";
import { holdItem, moveItem, type Stamp, withEvent } from "./transitions.ts";

export interface TakeBackPorts extends RevokePorts {
  readonly alerts: Alerts;
}

/** Code of the hold, and kind of the alert, of an item that went to enough facilities. */
export const exhausted = "reroutes_exhausted";

/** Which generation of which item, so that a late look takes nothing back that has moved on. */
export interface Standing {
  readonly itemId: string;
  readonly generation: number;
}

/** `claimed`: the facility was first and keeps it. `over`: it is elsewhere already. */
export type TakenBack = "rerouted" | "cancelled" | "exhausted" | "claimed" | "over";

/**
 * Takes an item back from its facility and sends it on to another, or ends it if that was asked. Done only if we win its
 * claim, or the facility gave back what it had claimed. After `maxReroutes` it stays where it is, on hold with one alert.
 */
export async function takeBack(ports: TakeBackPorts, ref: OrderRef, at: Standing): Promise<TakenBack> {
  const { ledger } = ports;
  const order = await ledger.orders.load(ref);
  const item = order && standing(order, at);
  if (!item) return "over";
  if (isExhausted(item)) return exhaust(ports, ref, at);
  const won = await revoke(ports, item);
  if (!won && !isGivenBack(item)) return "claimed";
  const changed = await changeOrder(ledger, ref, (current) => {
    const still = standing(current, at);
    return still && (won || isGivenBack(still)) ? leaving(current, still, ledger) : undefined;
  });
  const now = itemOf(changed, at.itemId);
  if (now?.state === "cancelled") return "cancelled";
  return now?.generation === at.generation ? "over" : "rerouted";
}

/** True when the facility said so itself, and nothing it said before speaks against it. */
export function isGivenBack({ state, reported: { refused, recalled, recallDenied }, recall }: Item): boolean {
  if (!returnable.has(state)) return false;
  return refused || (recalled === true && recall !== undefined && !recallDenied);
}

/** Nothing of it is on paper in these states. */
const returnable: ReadonlySet<ItemState> = new Set(["routed", "rendering", "queued", "accepted"]);

function standing(order: Order, { itemId, generation }: Standing): Item | undefined {
  const item = itemOf(order, itemId);
  if (item?.generation !== generation || item.facilityId === null) return undefined;
  return returnable.has(item.state) ? item : undefined;
}

function isExhausted({ tried, recall }: Item): boolean {
  return tried.length >= maxReroutes && recall?.purpose !== "cancel";
}

function leaving(order: Order, item: Item, stamp: Stamp): Order {
  if (item.recall?.purpose !== "cancel") return takenBack(order, item, stamp);
  return cancelled(order, item, stamp);
}

/** Ends an item that nobody can print any more, and tells its facility. */
export function cancelled(order: Order, item: Item, stamp: Stamp): Order {
  const moved = moveItem(withRecall(order, item), { itemId: item.id, to: "cancelled" }, stamp);
  return withEvent(moved, { type: "item.cancelled", itemId: item.id, data: {} }, stamp);
}

async function exhaust({ ledger, alerts }: TakeBackPorts, ref: OrderRef, at: Standing): Promise<TakenBack> {
  const code = exhausted;
  const subject = `${ref.merchantId}/${ref.orderId}/${at.itemId}`;
  const detail = `${maxReroutes} facilities did not make it, and the last one will not either`;
  await alerts.open({ kind: code, subject, mode: ref.mode, detail }, ledger.clock.now());
  await changeOrder(ledger, ref, (current) => {
    const held = standing(current, at) && holdItem(current, { itemId: at.itemId, code }, ledger);
    return held === current ? undefined : held;
  });
  return "exhausted";
}
