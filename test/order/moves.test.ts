import fc from "fast-check";
import { expect, test } from "vitest";
import { systemIds } from "../../lib/cloud/system.ts";
import { type Item, stateOf } from "../../lib/order/order.ts";
import { shown } from "../../lib/order/shown.ts";
import { type ItemState, isFinal, itemStates, moves, orderState } from "../../lib/order/states.ts";
import {
  deadlineOf,
  effectId,
  failItem,
  holdItem,
  moveItem,
  orderEvents,
  routedOn,
  withEvent,
} from "../../lib/order/transitions.ts";
import { handClock } from "../cloud/opened.ts";
import { madeItem, madeOrder } from "./made.ts";

const stamp = { clock: handClock(), ids: systemIds };
const anyState = fc.constantFrom(...itemStates);

test("an item moves only as the table of moves says, and each move sets a fresh deadline", () => {
  fc.assert(
    fc.property(anyState, anyState, (from, to) => {
      const order = madeOrder({ items: [{ state: from }] });
      const itemId = order.items[0]?.id ?? "";
      const move = () => moveItem(order, { itemId, to }, stamp);
      const deadline = deadlineOf(to, stamp.clock.now());
      if (moves[from].includes(to)) expect(move().items[0]).toMatchObject({ state: to, deadline });
      else expect(move).toThrow("cannot go");
    }),
  );
});

test("every state in which something is awaited has a deadline, and the final ones have none", () => {
  for (const state of itemStates)
    expect(deadlineOf(state, stamp.clock.now()) === null, state).toBe(isFinal(state));
});

test("no move leads back: the longest way through the table is finite", () => {
  const lengths = (state: ItemState, seen: readonly ItemState[]): number => {
    if (seen.includes(state)) throw new Error(`${[...seen, state].join(" > ")}`);
    return 1 + Math.max(0, ...moves[state].map((to) => lengths(to, [...seen, state])));
  };
  expect(lengths("received", [])).toBeLessThanOrEqual(itemStates.length);
});

test("an order's state is computed from its items", () => {
  const table: [string, ItemState[]][] = [
    ["received", ["received", "received"]],
    ["in_progress", ["received", "preparing"]],
    ["in_progress", ["received", "cancelled"]],
    ["partially_shipped", ["shipped", "printing"]],
    ["shipped", ["shipped", "delivered", "cancelled"]],
    ["delivered", ["delivered", "failed"]],
    ["failed", ["failed", "cancelled"]],
    ["cancelled", ["cancelled", "cancelled"]],
  ];
  for (const [state, items] of table) expect(orderState(items), items.join()).toBe(state);
});

test("a reprint counts in its order's state only where it stands in for what failed, and counted itself", () => {
  const again = (itemId: Item["id"]) => ({
    reprint: { itemId, reason: "creased", payer: "merchant" } as const,
  });
  const [shipped, failed] = [madeItem({ state: "shipped" }), madeItem({ state: "failed" })];
  const lost = madeItem({ state: "failed", ...again(shipped.id) });
  const table: [string, Item[]][] = [
    ["shipped", [shipped, madeItem({ state: "queued", ...again(shipped.id) })]],
    ["shipped", [shipped, lost, madeItem({ state: "queued", ...again(lost.id) })]],
    ["in_progress", [failed, madeItem({ state: "preparing", ...again(failed.id) })]],
    ["shipped", [failed, madeItem({ state: "shipped", ...again(failed.id) })]],
    ["failed", [failed, madeItem({ state: "cancelled", ...again(failed.id) })]],
  ];
  for (const [state, items] of table) expect(stateOf({ items })).toBe(state);
});

test("an order of which some copies have left is partly shipped until all have", () => {
  const begun = madeItem({
    ...{ state: "printing", reported: { failed: false, refused: false, gone: true, shipped: { 3: 1 } } },
  });
  expect(stateOf({ items: [begun, madeItem({ state: "queued" })] })).toBe("partially_shipped");
  expect(stateOf({ items: [{ ...begun, state: "shipped" }] })).toBe("shipped");
});

const height = ["received", "in_progress", "partially_shipped", "shipped", "delivered"];

/** Every state the order goes through while its items move as `steps` choose; nothing is cancelled. */
function walked(steps: readonly (readonly [number, number])[]): number[] {
  let states: ItemState[] = ["received", "received", "received"];
  return steps.map(([place, choice]) => {
    const next = moves[states[place] ?? "received"].filter((state) => state !== "cancelled");
    states = states.with(place, next[choice % Math.max(1, next.length)] ?? states[place] ?? "received");
    return height.indexOf(orderState(states));
  });
}

test("an order never falls back, whatever its items do", () => {
  const walk = fc.array(fc.tuple(fc.nat(2), fc.nat(20)), { maxLength: 60 });
  fc.assert(
    fc.property(walk, (steps) => {
      const seen = walked(steps).filter((at) => at !== -1);
      // Only a parcel that contradicts a failure brings `delivered` back to `shipped`.
      for (const [place, at] of seen.entries())
        expect(at).toBeGreaterThanOrEqual(Math.min(seen[place - 1] ?? 0, height.indexOf("shipped")));
    }),
  );
});

test("events of an order are counted from one without gaps, and effect ids are derived", () => {
  const order = madeOrder({ items: [{}, {}] });
  const [item] = order.items;
  if (!item) throw new Error("no item");
  const told = ["item.failed", "item.shipped", "order.failed"].reduce(
    (at, type) => withEvent(at, { type: type as "item.failed", itemId: item.id, data: {} }, stamp),
    order,
  );
  expect(told.effects.map((effect) => effect.kind === "event" && effect.event.sequence)).toEqual([1, 2, 3]);
  expect(told.effects.map(({ id }) => id)).toEqual([1, 2, 3].map((n) => `${order.id}:event:${n}`));
  expect(effectId(item, "render")).toBe(`${item.id}:render:1`);
  expect(effectId({ ...item, generation: 2 }, "render")).toBe(`${item.id}:render:2`);
});

test("an order tells of its state only when it changed", () => {
  const before = madeOrder({ items: [{}, {}] });
  expect(orderEvents(before, before, stamp)).toBe(before);
  const after = moveItem(before, { itemId: before.items[0]?.id ?? "", to: "preparing" }, stamp);
  expect(orderEvents(before, after, stamp).effects).toMatchObject([{ event: { type: "order.in_progress" } }]);
});

test("a hold stays as it was first set, and what the watchdog saw is over when the item moves", () => {
  const order = madeOrder({ items: [{ state: "preparing" }] });
  const itemId = order.items[0]?.id ?? "";
  const held = holdItem(order, { itemId, code: "stuck" }, stamp);
  expect(holdItem(held, { itemId, code: "refused" }, stamp)).toBe(held);
  expect(moveItem(held, { itemId, to: "routed" }, stamp).items[0]?.hold).toBeNull();
  const refused = holdItem(order, { itemId, code: "refused" }, stamp);
  expect(moveItem(refused, { itemId, to: "routed" }, stamp).items[0]?.hold?.code).toBe("refused");
});

test("a failure keeps the beginning of what was given", () => {
  const order = madeOrder();
  const long = "x".repeat(10_000);
  const failure = { code: "damaged_file", detail: long, given: long, wanted: [long] };
  const failed = failItem(order, { itemId: order.items[0]?.id ?? "", failure }, stamp);
  expect(JSON.stringify(failed.items[0]?.failure).length).toBeLessThan(1_000);
  expect(shown(undefined)).toBeNull();
  expect(shown({ a: 1 })).toEqual({ a: 1 });
});

test("an order goes to routing once, when the last of it is prepared or ended", () => {
  const ready = { state: "preparing", preparedDoc: "doc" } as const;
  const routes = (items: Parameters<typeof madeItem>[0][]) =>
    routedOn(madeOrder({ items: items.map((item) => item ?? {}) })).effects.map(({ kind }) => kind);
  expect(routes([ready, { state: "received" }])).toEqual([]);
  expect(routes([ready, { state: "preparing" }])).toEqual([]);
  expect(routes([ready, { state: "failed" }])).toEqual(["route"]);
  expect(routes([ready, { state: "cancelled" }])).toEqual(["route"]);
  expect(routes([{ state: "failed" }, { state: "cancelled" }])).toEqual([]);
});
