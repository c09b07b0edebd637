import fc from "fast-check";
import { expect, test } from "vitest";
import { claimKey } from "../../lib/order/keys.ts";
import type { Order } from "../../lib/order/order.ts";
import { itemStates } from "../../lib/order/states.ts";
import { platformClientId } from "../../lib/order/ticket.ts";
import { Floor, openFloor } from "./floor.ts";

/** More of them on demand; each is an order with up to three dozen things done to it, two at a time. */
const runs = Number(process.env.PRINTCLOUD_MODEL_RUNS ?? 6);

type Deed = (floor: Floor) => Promise<void> | void;

const place = fc.nat(7);
const deeds: fc.Arbitrary<Deed>[] = [
  fc.constant((floor) => floor.work()),
  place.map((n) => (floor) => floor.claim(n)),
  place.map((n) => (floor) => floor.say(n)),
  fc.tuple(place, fc.boolean()).map(
    ([n, twice]) =>
      (floor) =>
        floor.deliver(n, twice),
  ),
  place.map((n) => (floor) => floor.giveBack(n)),
  place.map((n) => (floor) => floor.cancel(n)),
  fc.tuple(place, fc.integer({ min: 1, max: 3 })).map(
    ([n, by]) =>
      (floor) =>
        floor.cancel(n, by),
  ),
  place.map((n) => (floor) => floor.reprint(n)),
  place.map((n) => (floor) => floor.recall(n, n % 2 === 0 ? "reroute" : "cancel")),
  fc.constant((floor) => floor.silence()),
];
const weights = [6, 5, 6, 6, 2, 1, 1, 1, 1, 1];
const deed = fc.oneof(...deeds.map((arbitrary, n) => ({ arbitrary, weight: weights[n] ?? 1 })));

/** One item is printed, and the other is refused and goes to another facility. */
const printedAndRefused: [Deed, Deed][] = [
  [(floor) => floor.claim(0), (floor) => floor.giveBack(1)],
  [(floor) => floor.say(0), (floor) => floor.deliver(0, false)],
  [(floor) => floor.say(0), (floor) => floor.work()],
];

test(
  "whatever happens at the same time, one generation lives, one facility prints, and nothing falls back",
  async () => {
    const desk = await openFloor();
    const printed = { jobs: 0, rerouted: 0 };
    const story = fc.array(fc.tuple(deed, deed), { minLength: 8, maxLength: 18 });
    await fc.assert(
      fc.asyncProperty(story, async (pairs) => {
        const floor = await Floor.open(desk);
        const seen = new Map<string, number>();
        await floor.work();
        for (const pair of pairs) {
          await Promise.all(pair.map((each) => each(floor)));
          neverFalls(seen, await floor.now());
        }
        await oneLives(floor);
        printed.jobs += onePrints(floor);
        printed.rerouted += (await floor.now()).items.filter(({ tried }) => tried.length > 0).length;
        await desk.taken("route");
      }),
      { numRuns: runs, examples: [[printedAndRefused]] },
    );
    expect(printed.jobs).toBeGreaterThan(0);
    expect(printed.rerouted).toBeGreaterThan(0);
    await contiguous(desk);
  },
  60_000 + 10_000 * runs,
);

function neverFalls(seen: Map<string, number>, { items }: Order): void {
  for (const { id, generation, state } of items) {
    const rank = state === "failed" ? itemStates.indexOf("printed") + 0.5 : itemStates.indexOf(state);
    const height = generation * 100 + rank;
    expect(height).toBeGreaterThanOrEqual(seen.get(id) ?? 0);
    seen.set(id, height);
  }
}

/** Of what a facility was invited to make before, nobody can print anything: we hold the claim, or it gave it back. */
async function oneLives(floor: Floor): Promise<void> {
  const { items } = await floor.now();
  for (const { facilityId, item, state } of floor.jobs.values()) {
    const current = items.find(({ id }) => id === item.id);
    const lives = current?.generation === item.generation && current.state !== "cancelled";
    if (lives) continue;
    const claim = await floor.desk.tickets.claimOf(claimKey(facilityId, item.ticketId, item.generation));
    const over = state === "refused" || state === "recalled" || claim?.clientId === platformClientId;
    expect(over, `${facilityId} may still print generation ${item.generation}: ${state}`).toBe(true);
  }
}

/** Answers how many tickets were printed. */
function onePrints(floor: Floor): number {
  const printing = [...floor.jobs.values()].filter(
    ({ state }) => state === "printing" || state === "shipped",
  );
  const tickets = printing.map(({ item }) => item.ticketId);
  expect(new Set(tickets).size).toBe(tickets.length);
  return tickets.length;
}

async function contiguous(desk: Floor["desk"]): Promise<void> {
  const byOrder = Map.groupBy(await desk.taken("project"), ({ event }) => event?.orderId);
  expect(byOrder.size).toBeGreaterThan(runs / 2);
  for (const told of byOrder.values()) {
    const sequences = told.map(({ event }) => event?.sequence);
    expect(sequences).toEqual(sequences.map((_, n) => n + 1));
  }
}
