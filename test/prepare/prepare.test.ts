import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { cappedChild } from "../../lib/cloud/capped-child.ts";
import { Rejected, Unavailable } from "../../lib/order/errors.ts";
import { fileKey, uploadKey } from "../../lib/order/keys.ts";
import { Prepared } from "../../lib/order/measured.ts";
import { refOf } from "../../lib/order/order.ts";
import { prepare } from "../../lib/prepare/prepare.ts";
import { manyPages, noiseAfter } from "./hostile.ts";
import { failureOf, hashOf, messageFor, openWorld, owner, type World, worked } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "printcloud-test-prepare-"));
// The station, its children and the fetches put all they need in here.
process.env.TMPDIR = folder;
afterAll(() => rmSync(folder, { recursive: true }));

const photos = new URL("../samples/photos/", import.meta.url);
const [first, second] = readdirSync(photos)
  .sort()
  .slice(3, 5)
  .map((name) => readFileSync(new URL(name, photos)));
if (!first || !second) throw new Error("the samples are gone");

function kinds({ sent }: World): string[] {
  return sent.map((parcel) => {
    if (parcel.to === "facility") return "facility";
    return parcel.message.kind === "event" ? parcel.message.event.type : parcel.message.kind;
  });
}

test("sources are fetched, measured, stored under their hashes, and the order goes on to routing", async () => {
  const world = await openWorld();
  const origin = await world.source((request, response) =>
    response.end(request.url === "/1" ? first : manyPages(24)),
  );
  const fileId = await world.upload(second);
  const files = { images: [{ url: `${origin}/1`, sha256: hashOf(first) }, { fileId }] };
  const { order, item } = await worked(world, await world.order({ productId: "postcard-a6", files }));
  expect(item).toMatchObject({ state: "preparing", pages: 2, failure: null });
  const doc = Prepared.parse(await world.ports.files.getJson(item.preparedDoc ?? ""));
  expect(item.preparedDoc).toBe(fileKey(refOf(order), "doc", hashOf(doc)));
  expect(doc.sources.map(({ pointer, sha256, type }) => [pointer, sha256, type])).toEqual([
    ["/images/0", hashOf(first), "image/jpeg"],
    ["/images/1", hashOf(second), "image/jpeg"],
  ]);
  const path = join(folder, "read-back");
  await world.ports.files.download(fileKey(refOf(order), "src", hashOf(second)), path);
  expect(hashOf(readFileSync(path))).toBe(hashOf(second));
  rmSync(path);
  expect(kinds(world)).toEqual(["order.in_progress", "item.preflighted", "route"]);
});

test("a source named several times is fetched once", async () => {
  const world = await openWorld();
  let fetches = 0;
  const origin = await world.source((_, response) => {
    fetches += 1;
    response.end(first);
  });
  const files = { images: Array.from({ length: 2 }, () => ({ url: `${origin}/same` })) };
  const { item } = await worked(world, await world.order({ productId: "postcard-a6", files }));
  expect(item.pages).toBe(2);
  expect(fetches).toBe(1);
});

test("a PDF's pages are counted, padded to the product's step, and its cover is taken in", async () => {
  const world = await openWorld();
  const origin = await world.source((request, response) =>
    response.end(request.url === "/cover" ? first : manyPages(25)),
  );
  const files = {
    inside: { url: `${origin}/inside` },
    cover: { title: "Summer", image: { url: `${origin}/cover` } },
  };
  const order = await world.order({ productId: "photobook-hardcover-square-210", files });
  const measurer = cappedChild({
    script: new URL("../../functions/prepare-child.ts", import.meta.url),
    memoryMb: 600,
    seconds: 20,
  });
  const { item } = await worked({ ...world, ports: { ...world.ports, measurer } }, order);
  expect(item).toMatchObject({ pages: 26, failure: null });
  const { sources } = Prepared.parse(await world.ports.files.getJson(item.preparedDoc ?? ""));
  expect(sources.map(({ pointer, pages }) => [pointer, pages?.length])).toEqual([
    ["/inside", 25],
    ["/cover/image", undefined],
  ]);
});

test("routing waits until every item is prepared, failed or cancelled", async () => {
  const world = await openWorld();
  const origin = await world.source((_, response) => response.end(first));
  const good = { productId: "poster-a3", files: { images: [{ url: `${origin}/a` }] } };
  const bad = { productId: "poster-a3", files: { images: [{ url: "http://127.0.0.1/b" }] } };
  const order = await world.order(good, bad, good);
  await worked(world, order, { place: 0 });
  await worked(world, order, { place: 2 });
  expect(kinds(world)).not.toContain("route");
  const { item } = await worked(world, order, { place: 1 });
  expect(item).toMatchObject({
    state: "failed",
    failure: { code: "source_refused", pointer: "/items/1/files/images/0" },
  });
  expect(kinds(world).slice(-2)).toEqual(["item.failed", "route"]);
});

test("an order of which nothing is left is not routed", async () => {
  const world = await openWorld();
  const order = await world.order({
    productId: "poster-a3",
    files: { images: [{ url: "http://10.0.0.1/" }] },
  });
  await worked(world, order);
  expect(kinds(world)).toEqual(["order.in_progress", "item.failed", "order.failed"]);
});

test("a message that comes again changes and sends nothing more", async () => {
  const world = await openWorld();
  const origin = await world.source((_, response) => response.end(first));
  const order = await world.order({ productId: "poster-a3", files: { images: [{ url: `${origin}/a` }] } });
  const once = await worked(world, order);
  const sent = world.sent.length;
  const twice = await worked(world, order);
  expect(twice.order.version).toBe(once.order.version);
  expect(world.sent.length).toBe(sent);
});

test("two workers on one item record it once", async () => {
  const world = await openWorld();
  const origin = await world.source((_, response) => response.end(first));
  const order = await world.order({ productId: "poster-a3", files: { images: [{ url: `${origin}/a` }] } });
  await Promise.all([worked(world, order), worked(world, order)]);
  expect(kinds(world).filter((kind) => kind === "route" || kind === "item.preflighted")).toHaveLength(2);
});

test("a message of another generation, or for an item that was cancelled meanwhile, does nothing", async () => {
  const world = await openWorld();
  let onFetch = async () => {};
  const origin = await world.source((_, response) => void onFetch().then(() => response.end(first)));
  const order = await world.order({ productId: "poster-a3", files: { images: [{ url: `${origin}/a` }] } });
  await prepare(world.ports, { ...messageFor(order), generation: 2 }, { last: false });
  expect((await world.ports.ledger.orders.load(messageFor(order)))?.version).toBe(1);
  onFetch = async () => {
    const current = await world.ports.ledger.orders.load(messageFor(order));
    if (!current) throw new Error("no order");
    const items = current.items.map((item) => ({ ...item, state: "cancelled" as const }));
    await world.ports.ledger.orders.save({ ...current, items, version: current.version + 1 });
  };
  const { item } = await worked(world, order);
  expect(item).toMatchObject({ state: "cancelled", preparedDoc: null });
  expect(kinds(world)).not.toContain("route");
});

test("a source that does not answer is tried again, and after the last try is the order's fault", async () => {
  const world = await openWorld();
  const origin = await world.source((_, response) => response.writeHead(503).end());
  const order = await world.order({ productId: "poster-a3", files: { images: [{ url: `${origin}/a` }] } });
  await expect(worked(world, order)).rejects.toBeInstanceOf(Unavailable);
  expect((await world.ports.ledger.orders.load(messageFor(order)))?.items[0]?.state).toBe("preparing");
  const { item } = await worked(world, order, { last: true });
  expect(item.failure).toMatchObject({ code: "source_unavailable", pointer: "/items/0/files/images/0" });
});

test("every fault of a file is recorded with its code and place", async () => {
  const world = await openWorld();
  const served = new Map([
    ["/photo", first],
    ["/pdf", manyPages(24)],
    ["/short", manyPages(3)],
    ["/text", Buffer.from("text")],
    ["/noise", noiseAfter("\xff\xd8\xff")],
    ["/empty", Buffer.alloc(0)],
  ]);
  const origin = await world.source((request, response) => {
    const content = served.get(request.url ?? "");
    if (request.url === "/huge") response.writeHead(200, { "content-length": 2_000_000_000 }).flushHeaders();
    else response.writeHead(content ? 200 : 404).end(content);
  });
  const image = (path: string, sha256?: string) => ({
    images: [{ url: `${origin}/photo` }, { url: `${origin}${path}`, ...(sha256 && { sha256 }) }],
  });
  const faults: [string, string, Parameters<typeof failureOf>][] = [
    ["source_unavailable", "/images/1", [world, image("/missing"), "postcard-a6"]],
    ["source_too_large", "/images/1", [world, image("/huge"), "postcard-a6"]],
    ["checksum_mismatch", "/images/1", [world, image("/photo", "0".repeat(64)), "postcard-a6"]],
    ["damaged_file", "/images/1", [world, image("/empty"), "postcard-a6"]],
    ["damaged_file", "/images/1", [world, image("/noise"), "postcard-a6"]],
    ["unsupported_file_type", "/images/1", [world, image("/text"), "postcard-a6"]],
    ["unsupported_file_type", "/images/1", [world, image("/pdf"), "postcard-a6"]],
    ["unsupported_file_type", "/inside", [world, { inside: { url: `${origin}/photo` } }, "postcard-a6"]],
    ["page_count_out_of_range", "/inside", [world, { inside: { url: `${origin}/pdf` } }, "postcard-a6"]],
    ["page_count_out_of_range", "/inside", [world, { inside: { url: `${origin}/short` } }, "magazine-a4"]],
    ["unknown_file", "/images/0", [world, { images: [{ fileId: `fil_${"0".repeat(26)}` }] }]],
    ["unknown_file", "/images/0", [world, { images: [{ fileId: await world.upload(first, "open") }] }]],
  ];
  for (const [code, pointer, [, files, productId]] of faults) {
    expect(await failureOf(world, files, productId), code).toMatchObject({
      code,
      pointer: `/items/0/files${pointer}`,
    });
  }
  expect(leftovers(), "nothing is left on the disk").toEqual([]);
});

test("an upload that expired is unknown", async () => {
  const world = await openWorld();
  const fileId = await world.upload(first);
  await world.ports.files.removeAll(uploadKey(owner.mode, owner.merchantId, fileId));
  expect(await failureOf(world, { images: [{ fileId }] })).toMatchObject({ code: "unknown_file" });
});

test("another merchant's upload is unknown", async () => {
  const world = await openWorld();
  const fileId = await world.upload(first);
  const stranger = {
    ...world.ports.uploads,
    get: (_: unknown, id: string) =>
      world.ports.uploads.get({ ...owner, merchantId: `mer_${"0".repeat(26)}` }, id),
  };
  const failure = await failureOf(
    { ...world, ports: { ...world.ports, uploads: stranger } },
    { images: [{ fileId }] },
  );
  expect(failure).toMatchObject({ code: "unknown_file" });
});

test("a file that takes its reader down is found among the others", async () => {
  const world = await openWorld();
  const origin = await world.source((request, response) => response.end(`${request.url} ${"x".repeat(50)}`));
  const picture = { widthPx: 10, heightPx: 10, orientation: 1, channels: 3, hasAlpha: false, space: "srgb" };
  const measurer = {
    run: async ({ paths }: { paths: readonly string[] }) => {
      if (paths.some((path) => readFileSync(path, "utf8").startsWith("/evil")))
        throw new Rejected("damaged_file", "gone");
      return paths.map(() => ({ type: "image/jpeg", image: picture, pages: null }));
    },
  };
  const files = { images: [{ url: `${origin}/good` }, { url: `${origin}/evil` }] };
  const failure = await failureOf({ ...world, ports: { ...world.ports, measurer } }, files, "postcard-a6");
  expect(failure).toMatchObject({ code: "damaged_file", pointer: "/items/0/files/images/1" });
});

test("what a killed worker left is swept, what another one uses is not", async () => {
  const world = await openWorld();
  const old = join(folder, "printcloud-prepare-old");
  const young = join(folder, "printcloud-child-young");
  for (const each of [old, young]) mkdirSync(each);
  utimesSync(old, 0, 0);
  await failureOf(world, { images: [{ url: "http://10.0.0.1/" }] });
  expect(leftovers()).toEqual(["printcloud-child-young"]);
  rmSync(young, { recursive: true });
});

function leftovers(): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("printcloud-"));
}
