import fc from "fast-check";
import { expect, test } from "vitest";
import { systemIds } from "../../lib/cloud/system.ts";
import { type Item, type Order, stateOf } from "../../lib/order/order.ts";
import { presentOrder } from "../../lib/order/present.ts";
import { reportWords, Status } from "../../lib/order/report.ts";
import { type ItemState, itemStates } from "../../lib/order/states.ts";
import { isGivenBack } from "../../lib/order/take-back.ts";
import { applyStatus } from "../../lib/status/lattice.ts";
import { handClock } from "../cloud/opened.ts";
import { madeItem, madeOrder } from "../order/made.ts";

const stamp = { clock: handClock(), ids: systemIds };
const shipmentId = "shp_01KAJ0000000000000000000ZZ";

function queued(change: Partial<Item> = {}): Order {
  const item = { state: "queued", facilityId: "test-amsterdam", shipmentId, ...change } as const;
  const shipments = [{ id: shipmentId, facilityId: "test-amsterdam", parcels: [] }] as Order["shipments"];
  return madeOrder({ items: [item], shipments });
}

type Word = Partial<Status> & Pick<Status, "status">;

function statusOf(order: Order, said: Word): Status {
  const at = "2026-11-21T10:00:00.000Z";
  const { ticketId = "" } = order.items[0] ?? {};
  const reason = said.status === "refused" ? "no_stock" : "jam";
  return Status.parse({ v: 1, kind: "status", ticketId, generation: 1, seq: 0, at, reason, ...said });
}

function heard(order: Order, words: readonly Word[]): Order {
  const itemId = order.items[0]?.id ?? "";
  return words.reduce(
    (at, said) => applyStatus(at, { itemId, status: statusOf(order, said) }, stamp) ?? at,
    order,
  );
}

/** Everything a reader can see of what facilities said. */
function seen({ items: [item], shipments }: Order) {
  return {
    state: item?.state,
    hold: item?.hold?.code,
    failure: item?.failure?.code,
    reported: item?.reported,
    shipments,
  };
}

const anyParcel = fc.record({
  carrier: fc.constantFrom("PostNL", "DHL", "é", "e\u0301"),
  tracking: fc.constantFrom("1", "2", "3"),
  url: fc.constantFrom("https://example.org/1", "https://example.org/22", null),
});
const anyWord: fc.Arbitrary<Word> = fc.record({
  status: fc.constantFrom(...reportWords),
  seq: fc.nat(9),
  parcels: fc.array(anyParcel, { maxLength: 3 }),
});

/** Some words, and the same words in another order with some of them twice. */
const story = fc.array(anyWord, { minLength: 1, maxLength: 8 }).chain((words) =>
  fc
    .subarray(words)
    .map((again) => [...words, ...again])
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
    .map((other) => ({ words, other })),
);

test("any order and any duplicates of a generation's words end in the same state, hold, failure and parcels", () => {
  fc.assert(
    fc.property(story, ({ words, other }) => {
      const order = queued();
      expect(seen(heard(order, other))).toEqual(seen(heard(order, words)));
    }),
    { numRuns: 500 },
  );
});

test("a state never falls, and every step has its event with the next sequence", () => {
  const ranks = [...itemStates].sort((a, b) => height(a) - height(b));
  fc.assert(
    fc.property(fc.array(anyWord, { maxLength: 12 }), (words) => {
      const told = [queued()];
      for (const word of words) told.push(heard(told.at(-1) ?? queued(), [word]));
      const heights = told.map(({ items: [item] }) => ranks.indexOf(item?.state ?? "received"));
      expect(heights).toEqual([...heights].sort((a, b) => a - b));
      const sequences = (told.at(-1)?.effects ?? []).map((effect) =>
        effect.kind === "event" ? effect.event.sequence : 0,
      );
      expect(sequences).toEqual(sequences.map((_, n) => n + 1));
      expect(sequences.length).toBeGreaterThanOrEqual(new Set(heights).size - 1);
    }),
  );
});

/** A failure is above printed, and a parcel that left is above the failure. */
function height(state: ItemState): number {
  return state === "failed" ? itemStates.indexOf("printed") + 0.5 : itemStates.indexOf(state);
}

test("words may be skipped, and what was skipped adds nothing when it comes late", () => {
  const order = heard(queued(), [{ status: "shipped" }]);
  expect(order.items[0]?.state).toBe("shipped");
  expect(heard(order, [{ status: "accepted" }, { status: "printed" }, { status: "shipped" }])).toBe(order);
});

test("failed and shipped of one generation hold the item as shipped, whichever was first", () => {
  for (const words of [
    ["failed", "shipped"],
    ["shipped", "failed"],
  ] as const) {
    const order = heard(
      queued(),
      words.map((status) => ({ status })),
    );
    expect(seen(order)).toMatchObject({
      state: "shipped",
      hold: "contradictory_reports",
      failure: undefined,
    });
    const holds = order.effects.filter(
      (effect) => effect.kind === "event" && effect.event.type === "item.on_hold",
    );
    expect(holds).toHaveLength(1);
  }
});

test("what is on no paper may be refused, also after it was accepted; what is on paper contradicts it", () => {
  for (const words of [["refused"], ["accepted", "refused"], ["refused", "accepted"]] as const) {
    const order = heard(
      queued(),
      words.map((status) => ({ status })),
    );
    expect(order.items[0]).toMatchObject({ hold: null, reported: { refused: true } });
    expect(isGivenBack(order.items[0] ?? madeItem())).toBe(true);
  }
  for (const words of [
    ["printing", "refused"],
    ["refused", "printing"],
    ["recalled", "printed"],
    ["recalled", "recall_denied"],
  ] as const) {
    const held = seen(
      heard(
        queued(),
        words.map((status) => ({ status })),
      ),
    );
    expect(held).toMatchObject({ hold: "contradictory_reports" });
  }
});

test("what was recalled counts only where it was asked for, and is not given back once that was denied", () => {
  const asked = { recall: { purpose: "cancel", at: "2026-11-21T10:00:00.000Z" } } as const;
  const back = (change: Partial<Item>, words: Word["status"][]) => {
    const [item] = heard(
      queued(change),
      words.map((status) => ({ status })),
    ).items;
    return item !== undefined && isGivenBack(item);
  };
  expect(back(asked, ["accepted", "recalled"])).toBe(true);
  expect(back({}, ["accepted", "recalled"])).toBe(false);
  expect(back(asked, ["accepted", "recall_denied"])).toBe(false);
  expect(back(asked, ["recalled", "recall_denied"])).toBe(false);
  expect(back(asked, ["recalled", "printing"])).toBe(false);
});

/** Six copies in parcels, by the number of each. */
function parcel(tracking: string, lines?: Record<string, number>) {
  const counted = Object.entries(lines ?? {}).map(([itemId, quantity]) => ({ itemId, quantity }));
  return { carrier: "PostNL", tracking, ...(lines && { lines: counted }) };
}

test("an item has shipped when all of its copies have, however many parcels and statuses that takes", () => {
  const order = queued({ quantity: 6 });
  const { id = "" } = order.items[0] ?? {};
  const words: Word[] = [
    { status: "shipped", seq: 3, quantity: 2, parcels: [parcel("1")] },
    { status: "shipped", seq: 4, parcels: [parcel("2", { [id]: 1 }), parcel("3", { [id]: 2 })] },
    { status: "printed", seq: 5 },
    { status: "shipped", seq: 6, quantity: 1, parcels: [parcel("3", { [id]: 1 })] },
  ];
  const states = words.map((_, n) => heard(order, words.slice(0, n + 1)).items[0]?.state);
  expect(states).toEqual(["printing", "printing", "printed", "shipped"]);
  const begun = heard(order, words.slice(0, 2));
  expect([stateOf(begun), presentOrder(begun).items[0]?.shipped]).toEqual(["partially_shipped", 5]);
  const after = heard(order, [...words, ...words]);
  expect(presentOrder(after).shipments[0]).toMatchObject({
    state: "shipped",
    items: [{ itemId: id, quantity: 6, shipped: 6 }],
    parcels: [
      { tracking: "1", lines: [{ itemId: id, quantity: 2 }] },
      { tracking: "2", lines: [{ itemId: id, quantity: 1 }] },
      { tracking: "3", lines: [{ itemId: id, quantity: 2 }] },
    ],
  });
  const told = after.effects.flatMap((effect) => (effect.kind === "event" ? [effect.event] : []));
  expect(told.map(({ type, data }) => [type, data.copies])).toEqual([
    ["item.partially_shipped", 2],
    ["item.printing", undefined],
    ["item.partially_shipped", 5],
    ["item.printed", undefined],
    ["item.shipped", 6],
  ]);
});

test("copies in any order, twice, and with lines of other items end the same, and arrive as they were sent", () => {
  const counted: fc.Arbitrary<Word> = fc.record({
    status: fc.constantFrom("shipped", "delivered", "printed"),
    seq: fc.nat(12),
    quantity: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    parcels: fc.array(
      fc.record({
        ...{ carrier: fc.constant("DHL"), tracking: fc.constantFrom("1", "2") },
        lines: fc.array(
          fc.record({
            itemId: fc.constantFrom("first", "second", "nobody"),
            quantity: fc.integer({ min: 1, max: 3 }),
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 2 },
    ),
  }) as fc.Arbitrary<Word>; // an optional quantity may be absent
  const order = { ...queued({ quantity: 5 }) };
  const names = [order.items[0]?.id ?? "", madeItem().id];
  const named = (word: Word): Word => ({
    ...word,
    ...(word.parcels && { parcels: word.parcels.map((each) => ({ ...each, lines: linesOf(each, names) })) }),
  });
  const told = fc.array(counted, { minLength: 1, maxLength: 8 }).chain((words) =>
    fc
      .subarray(words)
      .chain((again) => fc.shuffledSubarray([...words, ...again], { minLength: words.length + again.length }))
      .map((other) => ({ words: words.map(named), other: other.map(named) })),
  );
  fc.assert(
    fc.property(told, ({ words, other }) => {
      expect(seen(heard(order, other))).toEqual(seen(heard(order, words)));
    }),
    { numRuns: 300 },
  );
});

function linesOf(
  { lines = [] }: NonNullable<Status["parcels"]>[number],
  [first = "", second = ""]: string[],
) {
  const name: Record<string, string> = { first, second };
  return lines.map(({ itemId, quantity }) => ({ itemId: name[itemId] ?? itemId, quantity }));
}

test("another generation, and a cancelled item, hear nothing", () => {
  const order = queued();
  expect(heard(order, [{ status: "printed", generation: 2 }])).toBe(order);
  const cancelled = queued({ state: "cancelled" });
  expect(heard(cancelled, [{ status: "printed" }])).toBe(cancelled);
});

test("a facility cannot outgrow the order's row with parcels, and what is kept does not depend on their order", () => {
  const tracking = (n: number, m: number) => `${n}-${m}`.padEnd(120, "0");
  const words = Array.from({ length: 8 }, (_, n) => ({
    status: "shipped" as const,
    parcels: Array.from({ length: 50 }, (_, m) => ({ carrier: "c".repeat(80), tracking: tracking(n, m) })),
  }));
  const order = heard(queued(), words);
  expect(JSON.stringify(order.shipments).length).toBeLessThan(21_000);
  expect(order.shipments[0]?.parcels.length).toBeGreaterThan(50);
  expect(heard(queued(), [...words].reverse()).shipments).toEqual(order.shipments);
});

test("an event of a status carries no tracking codes and stays small", () => {
  const parcels = [{ carrier: "PostNL", tracking: "3SABCD", url: "https://example.org/3SABCD" }];
  const { effects } = heard(queued(), [{ status: "shipped", parcels }]);
  expect(effects).toHaveLength(1);
  expect(JSON.stringify(effects)).not.toContain("3SABCD");
});
