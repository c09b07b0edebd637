import { setTimeout as pause } from "node:timers/promises";
import { isFinal, itemStates } from "../lib/order/states.ts";
import type { OrderView } from "../lib/order/views.ts";

type Item = OrderView["items"][number];

/** Where progress is drawn: a terminal is redrawn in place, anything else gets a line for every step. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const way = itemStates.slice(0, itemStates.indexOf("shipped") + 1);
const pollMs = 250;

/** Shows every item on its way until nothing is under way or `performance.now()` passes the deadline; answers the order. */
export async function drawProgress(
  read: () => Promise<OrderView>,
  screen: Screen,
  deadlineMs: number,
): Promise<OrderView> {
  const draw = screen.isTTY ? inPlace(screen) : lineByLine(screen);
  const began = performance.now();
  for (;;) {
    const order = await read();
    draw(order.items, (performance.now() - began) / 1000);
    if (order.items.every(({ state }) => isFinal(state)) || performance.now() > deadlineMs) return order;
    await pause(pollMs);
  }
}

type Draw = (items: readonly Item[], seconds: number) => void;

function lineByLine(screen: Screen): Draw {
  const seen = new Map<string, string>();
  return (items, seconds) => {
    const moved = items.filter(({ id, state }) => seen.get(id) !== state);
    for (const item of moved) {
      seen.set(item.id, item.state);
      screen.write(`  ${seconds.toFixed(1).padStart(5)} s  ${lineOf(item, "#", ".")}\n`);
    }
  };
}

/** Goes up over what was drawn before, and draws it again; a line that wrapped would spoil that, so lines are cut. */
function inPlace(screen: Screen): Draw {
  let drawn = 0;
  return (items, seconds) => {
    const lines = [...items.map((item) => lineOf(item, "━", "─")), `${seconds.toFixed(1)} s`];
    const width = (screen.columns ?? 80) - 3;
    const up = drawn === 0 ? "" : `\x1b[${drawn}A`;
    screen.write(up + lines.map((line) => `\x1b[2K  ${line.slice(0, width)}\n`).join(""));
    drawn = lines.length;
  };
}

function lineOf(item: Item, done: string, ahead: string): string {
  const { productId, state, route, error } = item;
  const at = way.indexOf(state) + 1;
  const bar = done.repeat(2 * at).padEnd(2 * way.length, ahead);
  const why = error ? `${error.code}: ${error.detail}` : (route?.facilityId ?? "");
  return `${bar}  ${state.padEnd(10)} ${productId}  ${why}`.trimEnd();
}
