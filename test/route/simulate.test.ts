import { expect, test } from "vitest";
import { facilities } from "../../lib/catalogue/facilities.ts";
import type { Facility } from "../../lib/order/facility.ts";
import type { Owner } from "../../lib/order/ports.ts";
import { SimulateRequest } from "../../lib/order/requests.ts";
import { RoutesView } from "../../lib/order/views.ts";
import { simulate } from "../../lib/route/simulate.ts";
import { type OpenedCloud, openCloud } from "../cloud/opened.ts";
import { enrol } from "../intake/taking.ts";
import { owner } from "../order/made.ts";

const merchant: Owner = { ...owner, mode: "live" };
const monday = "2026-11-23T09:00:00Z";

async function openLive(change: (facility: Facility) => Facility = (facility) => facility) {
  const cloud = await openCloud();
  for (const facility of facilities) await enrol(cloud, change(facility));
  return cloud;
}

type Line = [productId: string, quantity: number, pages?: number];

async function asked(cloud: OpenedCloud, [countryCode, items]: [string, Line[]], more: object = {}) {
  const request = SimulateRequest.parse({
    destination: { countryCode },
    at: monday,
    items: items.map(([productId, quantity, pages]) => ({ productId, quantity, pages })),
    ...more,
  });
  return RoutesView.parse(await simulate(cloud, merchant, request));
}

type Answer = Awaited<ReturnType<typeof asked>>;

function went({ items }: Answer): (string | null)[] {
  return items.map(({ route }) => route.facilityId);
}

const baskets: [what: string, country: string, items: Line[], expected: (string | null)[]][] = [
  ["a novel", "NL", [["softcover-a5", 1, 240]], ["utrecht"]],
  ["a novel", "DE", [["softcover-a5", 1, 240]], ["leipzig"]],
  ["five hundred novels", "BE", [["softcover-a5", 500, 240]], ["leipzig"]],
  [
    "a photo book and a canvas",
    "DE",
    [
      ["photobook-hardcover-square-210", 1, 48],
      ["canvas-300x400", 1],
    ],
    ["utrecht", "utrecht"],
  ],
  ["a canvas", "FR", [["canvas-500x750", 2]], ["utrecht"]],
  ["magazines", "FR", [["magazine-a4", 50, 32]], ["leipzig"]],
  [
    "a calendar and cards",
    "GB",
    [
      ["calendar-a4", 1],
      ["postcard-a6", 20],
    ],
    ["leeds", "leeds"],
  ],
  ["a layflat book", "GB", [["photobook-layflat-square-210", 1, 30]], ["leeds"]],
  ["posters", "US", [["poster-500x700", 3]], ["leeds"]],
  ["a novel", "JP", [["softcover-a5", 1, 240]], [null]],
];

test("ten baskets for seven countries go where they should, each with its reasons, dates and price", async () => {
  const cloud = await openLive();
  for (const [what, country, items, expected] of baskets) {
    const answer = await asked(cloud, [country, items]);
    expect(went(answer), `${what} for ${country}`).toEqual(expected);
    for (const { route } of answer.items) {
      for (const { chosen, reasons } of route.candidates) expect(reasons.length > 0).toBe(!chosen);
      expect(route.candidates.length).toBe(3);
    }
    if (process.env.SHOW_ROUTES) show(what, country, answer);
  }
});

test("a holiday, a cut-off and a full facility change the answer", async () => {
  const novel: Line[] = [["softcover-a5", 10, 100]];
  const wednesday = (time: string) => ({ at: `2026-11-25T${time}Z` });
  // Twins but for the cut-off: the first by name wins where nothing else differs.
  const twins = await openLive((facility) => {
    if (facility.mode === "test") return facility;
    const common = { ...facilities[0], ...{ mode: "live" as const, countryCode: "NL", shipsTo: ["NL"] } };
    return {
      ...facility,
      ...common,
      id: facility.id,
      name: facility.name,
      cutOff: facility.id === "leeds" ? "12:00" : "15:00",
    };
  });
  const before = await asked(twins, ["NL", novel], wednesday("10:00:00"));
  expect(went(before)).toEqual(["leeds"]);
  const after = await asked(twins, ["NL", novel], wednesday("12:00:00"));
  expect(went(after)).toEqual(["leipzig"]);
  expect(whyNot(after, "leeds")).toEqual(["arrives 1 day later"]);

  const leipzig = await twins.facilities.get("leipzig");
  if (!leipzig) throw new Error("leipzig is gone");
  await twins.facilities.put({ ...leipzig, holidays: ["2026-11-26"] });
  const holiday = await asked(twins, ["NL", novel], wednesday("12:00:00"));
  expect([went(holiday), whyNot(holiday, "leipzig")]).toEqual([["utrecht"], ["arrives 1 day later"]]);

  const utrecht = await twins.facilities.get("utrecht");
  if (!utrecht) throw new Error("utrecht is gone");
  await twins.facilities.put({ ...utrecht, capacityPerDay: 2 });
  for (const item of ["a", "b"]) await twins.workload.add("utrecht", "2026-11-25", item);
  const full = await asked(twins, ["NL", novel], wednesday("12:00:00"));
  expect(went(full)).toEqual(["leeds"]);
  expect(whyNot(full, "utrecht")).toEqual(["is full: 2 of 2 a day"]);
});

function whyNot({ items }: Answer, id: string): string[] | undefined {
  return items[0]?.route.candidates.find(({ facilityId }) => facilityId === id)?.reasons;
}

test("work given over a weekend is made on Monday, before what is ordered then", async () => {
  const cloud = await openLive((facility) => ({ ...facility, capacityPerDay: 2 }));
  const novel: Line[] = [["softcover-a5", 1, 100]];
  const [idle] = (await asked(cloud, ["NL", novel])).shipments;
  for (const [item, day] of Object.entries({ a: "21", b: "21", c: "22", d: "22" }))
    for (const id of ["utrecht", "leipzig"]) await cloud.workload.add(id, `2026-11-${day}`, item);
  const [busy] = (await asked(cloud, ["NL", novel])).shipments;
  expect([idle?.shipBy, busy?.shipBy]).toEqual(["2026-11-25T17:00:00.000Z", "2026-11-27T17:00:00.000Z"]);
});

test("the price has a line for each item and each shipment, with the destination's VAT", async () => {
  const cloud = await openLive();
  const items: Line[] = [
    ["softcover-a5", 2, 99],
    ["poster-a3", 1],
  ];
  const { lines, totals, shipments } = await asked(cloud, ["NL", items], { currency: "GBP" });
  expect(lines.map(({ kind, itemIndex, taxRate }) => [kind, itemIndex, taxRate])).toEqual([
    ["product", 0, 0.09],
    ["product", 1, 0.21],
    ["shipping", null, 0.21],
  ]);
  // An odd page is filled up to the leaf.
  expect(lines[0]?.description).toBe("Softcover book A5, 100 pages");
  expect(totals.gross.currency).toBe("GBP");
  expect(shipments.map(({ items: together }) => together)).toEqual([[0, 1]]);
});

test("what cannot be asked is refused with the field named", async () => {
  const cloud = await openLive();
  const refused = async (countryCode: string, items: Line[], more = {}) =>
    asked(cloud, [countryCode, items], more).catch(({ code, blame }) => [code, blame.pointer]);
  expect(await refused("NL", [["no", 1]])).toEqual(["unknown_product", "/items/0/productId"]);
  expect(await refused("NL", [["softcover-a5", 1, 4]])).toEqual([
    "page_count_out_of_range",
    "/items/0/pages",
  ]);
  expect(await refused("ZZ", [["poster-a3", 1]])).toEqual([
    "unsupported_country",
    "/destination/countryCode",
  ]);
  expect(await refused("NL", [["poster-a3", 1]], { currency: "XPF" })).toEqual([
    "invalid_request",
    "/currency",
  ]);
});

/** For who wants to see it: SHOW_ROUTES=1. */
function show(what: string, country: string, { items, totals, shipments }: Answer): void {
  const [shipment] = shipments;
  const { gross } = totals;
  console.log(
    `\n${what} for ${country}: ${gross.amount} ${gross.currency} with VAT, ${shipment?.deliverFrom}..${shipment?.deliverTo}`,
  );
  for (const { facilityId, score, chosen, reasons } of items[0]?.route.candidates ?? [])
    console.log(
      `  ${chosen ? "*" : " "} ${facilityId.padEnd(8)} ${score ?? ""} ${(chosen ? items[0]?.route.reasons : reasons)?.join("; ")}`,
    );
}
