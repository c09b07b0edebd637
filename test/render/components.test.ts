import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { facilities as samples } from "../../lib/catalogue/facilities.ts";
import { changeOrder } from "../../lib/order/change.ts";
import { Unavailable } from "../../lib/order/errors.ts";
import type { Facility, FileProfile } from "../../lib/order/facility.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import type { Facilities } from "../../lib/order/ports.ts";
import { Receipt } from "../../lib/order/receipt.ts";
import { Rendered } from "../../lib/order/rendered.ts";
import { renderItem } from "../../lib/render/engine.ts";
import { Job, type JobSource, type Outcome } from "../../lib/render/job.ts";
import { render } from "../../lib/render/render.ts";
import { workItem } from "../../lib/render/work.ts";
import { openWorld, type World } from "../prepare/world.ts";
import { freshFolder, jobOf, quarters, source } from "./bench.ts";
import { pdfOf, pdfSourceOf } from "./pdf-pages.ts";
import { itemAfter, messageFor, routed, stationIn } from "./station.ts";

const book = { productId: "softcover-square-210", cover: { title: "Summer" } } as const;

/** The smallest softcover, of pictures too small not to be remarked on. */
async function pictures(): Promise<JobSource[]> {
  const one = await source("/images/0", await quarters(300, 300).jpeg().toBuffer());
  return Array.from({ length: 20 }, (_, page) => {
    const pointer = `/images/${page}`;
    return { ...one, pointer, measured: { ...one.measured, pointer } };
  });
}

async function document(): Promise<JobSource[]> {
  const pages = Array.from({ length: 20 }, () => ({ size: [210, 210] as const }));
  return [await pdfSourceOf(await pdfOf(...pages))];
}

const [home] = samples.filter(({ id }) => id === "test-amsterdam");

function withProfiles(change: (profile: FileProfile) => FileProfile): Facility | undefined {
  return home && { ...home, fileProfiles: home.fileProfiles.map(change) };
}

const boards = withProfiles((profile) => ({
  ...profile,
  cover: { ...profile.cover, softAllowanceMm: profile.cover.softAllowanceMm + 1 },
}));
const thicker = home && {
  ...home,
  makes: home.makes.map((make) => ({ ...make, paper: { ...make.paper, bulk: make.paper.bulk * 1.5 } })),
};
const lighter = withProfiles((profile) => ({ ...profile, inkLimitPercent: 240 }));
const scanned = withProfiles((profile) => ({ ...profile, marks: { barcode: "slug" } }));

/** What one item's print files are at a facility, and after it was routed to another; and what was made for each. */
async function rerouted(sources: readonly JobSource[], other: Facility | undefined) {
  const world = await openWorld();
  const order = await routed(world, sources, { ...book, acceptLowResolution: true });
  const { ports } = stationIn(world);
  const made: (string | undefined)[] = [];
  const run = (asked: unknown) => {
    const job = Job.parse(asked);
    made.push(job.share?.kind);
    return workItem(job, () => {});
  };
  const stored: string[] = [];
  const putFile: typeof ports.files.putFile = (key, file) => {
    stored.push(key);
    return ports.files.putFile(key, file);
  };
  const station = { ...ports, files: { ...ports.files, putFile }, child: { run } };
  await render(station, messageFor(order));
  const first = { ...(await told(world, order)), made: made.splice(0), stored: stored.splice(0) };
  await changeOrder(ports.ledger, refOf(order), (current) => ({
    ...current,
    items: current.items.map((item) => ({ ...item, state: "routed", generation: 2, renderedDoc: null })),
  }));
  const facilities: Facilities = {
    ...ports.facilities,
    get: async () => other && { ...other, queueUrl: "http://127.0.0.1/queue" },
  };
  await render({ ...station, facilities }, messageFor(order, 2));
  return { first, second: { ...(await told(world, order)), made, stored } };
}

async function told(world: World, order: Order) {
  const key = (await itemAfter(world, order)).renderedDoc ?? "nothing";
  const rendered = Rendered.parse(await world.ports.files.getJson(key));
  const receipt = Receipt.parse(await world.ports.files.getJson(key.replace("/doc/", "/receipt/")));
  return { rendered, receipt };
}

const moves = [
  { inside: "pictures", sources: pictures, what: "builds covers otherwise", other: boards },
  { inside: "a document", sources: document, what: "builds covers otherwise", other: boards },
  { inside: "a document", sources: document, what: "prints on thicker paper", other: thicker },
];

for (const { inside, sources, what, other } of moves)
  test(`a book of ${inside} that moves to who ${what} gets another cover round the same inside`, async () => {
    const { first, second } = await rerouted(await sources(), other);
    expect([first.made, second.made]).toEqual([["inside", "cover"], ["cover"]]);
    const [block, cover] = first.rendered.components;
    expect(second.rendered.components[0]).toEqual(block);
    expect(second.rendered.components[1]?.key).not.toBe(cover?.key);
    expect(second.rendered.components[1]?.trimMm.width).toBeGreaterThan(cover?.trimMm.width ?? 0);
    expect(second.rendered.spineMm).toBeGreaterThan(first.rendered.spineMm ?? 0);
    expect(second.stored.filter((key) => first.stored.includes(key))).toEqual([]);
    expect(second.rendered.previews).toHaveLength(first.rendered.previews.length);
    expect(second.rendered.findings).toEqual(first.rendered.findings);
    expect(second.receipt.made).toEqual(second.rendered);
    expect(second.receipt.work[0]).toEqual(first.receipt.work[0]);
    expect(second.receipt.work).toHaveLength(2);
  });

for (const [what, other] of Object.entries({ "has less ink": lighter, "scans what it binds": scanned }))
  test(`a book that moves to who ${what} is made anew`, async () => {
    const { first, second } = await rerouted(await document(), other);
    expect(second.made).toEqual(["inside", "cover"]);
    const keys = first.rendered.components.map(({ key }) => key);
    expect(second.rendered.components.filter(({ key }) => keys.includes(key))).toEqual([]);
  });

test("who comes after a worker that died over the cover makes the cover alone", async () => {
  const world = await openWorld();
  const order = await routed(world, await document(), book);
  const { ports, runs } = stationIn(world);
  const run = async (asked: unknown) => {
    if (Job.parse(asked).share?.kind === "cover") throw new Unavailable("the machine went");
    return ports.child.run(asked);
  };
  const message = messageFor(order);
  await expect(render({ ...ports, child: { run } }, message)).rejects.toThrow("the machine went");
  expect([runs(), (await itemAfter(world, order)).renderedDoc]).toEqual([1, null]);
  await render(ports, message);
  expect([runs(), (await told(world, order)).rendered.components.map(({ role }) => role)]).toEqual([
    2,
    ["inside", "cover"],
  ]);
});

test("an inside and a cover made apart have the bytes and findings of both made at once", async () => {
  const job: Job = {
    ...jobOf({ ...book, cover: { kind: "parts", title: "Summer" }, sources: await document() }),
    inside: "6".repeat(64),
  };
  const whole = await renderItem(job);
  const [inside, cover] = [
    await renderItem({ ...job, outFolder: freshFolder(), share: { kind: "inside" } }),
    await renderItem({ ...job, outFolder: freshFolder(), share: { kind: "cover", pages: 20 } }),
  ];
  expect([...bytesOf(inside), ...bytesOf(cover)]).toEqual(bytesOf(whole));
  expect([inside.spineMm, cover.spineMm]).toEqual([null, whole.spineMm]);
  expect([...inside.findings, ...cover.findings]).toEqual(whole.findings);
  expect([...inside.previews, ...cover.previews].map(({ role, page }) => [role, page])).toEqual(
    whole.previews.map(({ role, page }) => [role, page]),
  );
});

function bytesOf({ components }: Outcome): string[] {
  return components.map(({ path }) => readFileSync(path).toString("base64"));
}
