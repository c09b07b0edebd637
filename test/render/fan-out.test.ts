import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { beforeAll, expect, test } from "vitest";
import { changeOrder } from "../../lib/order/change.ts";
import { Unavailable } from "../../lib/order/errors.ts";
import { RenderMessage } from "../../lib/order/messages.ts";
import { type Order, refOf } from "../../lib/order/order.ts";
import type { Facilities } from "../../lib/order/ports.ts";
import { Rendered } from "../../lib/order/rendered.ts";
import { make } from "../../lib/render/make.ts";
import { Plan, planKey } from "../../lib/render/plan.ts";
import { type RenderPorts, render } from "../../lib/render/render.ts";
import { openWorld, type World } from "../prepare/world.ts";
import { freshFolder } from "./bench.ts";
import { largeBook, largePicture } from "./large-book.ts";
import { itemAfter, messageFor, routed, sentIn, stationIn } from "./station.ts";

let picture: Buffer;
beforeAll(async () => {
  picture = await largePicture();
});

const layflat = { productId: "photobook-layflat-square-210", cover: { title: "Summer" } } as const;

/** A large book that was planned: its shares' messages wait. */
async function fannedOut() {
  const world = await openWorld();
  const sources = await largeBook(picture);
  const order = await routed(world, sources, layflat);
  const { ports, runs } = stationIn(world);
  await render(ports, messageFor(order));
  return { world, order, ports, runs, sources, shares: sharesSent(world) };
}

function sharesSent(world: World): RenderMessage[] {
  return world.sent.flatMap((parcel) => {
    const message = parcel.to === "station" ? RenderMessage.safeParse(parcel.message).data : undefined;
    return message?.share ? [message] : [];
  });
}

async function renderedOf(world: World, order: Order): Promise<Rendered> {
  const { renderedDoc } = await itemAfter(world, order);
  return Rendered.parse(await world.ports.files.getJson(renderedDoc ?? "nothing"));
}

async function planOf({ files }: RenderPorts, order: Order, [first]: RenderMessage[]): Promise<Plan> {
  return Plan.parse(await files.getJson(planKey(refOf(order), first?.share?.spec ?? "")));
}

/** Hashes of the stored inside, part by part as its record cuts it. */
async function hashesOf(world: World, { components: [inside] }: Rendered): Promise<string[]> {
  const path = join(freshFolder(), "inside.pdf");
  await world.ports.files.download(inside?.key ?? "", path);
  const hashes: string[] = [];
  let start = 0;
  for (const { bytes } of inside?.parts ?? []) {
    const hash = createHash("sha256");
    for await (const piece of createReadStream(path, { start, end: start + bytes - 1 })) hash.update(piece);
    hashes.push(hash.digest("hex"));
    start += bytes;
  }
  return hashes;
}

function withOtherBoards(facilities: Facilities): Facilities {
  const boards = { turnInMm: 25 };
  const get: Facilities["get"] = async (id) => {
    const facility = await facilities.get(id);
    if (!facility) return facility;
    const fileProfiles = facility.fileProfiles.map((each) => ({
      ...each,
      cover: { ...each.cover, ...boards },
    }));
    return { ...facility, fileProfiles };
  };
  return { ...facilities, get };
}

// Twice 52 MB and 24 previews: ten seconds where nobody else works.
const twoBooks = { timeout: 180_000 };

test(
  "a large book is made by many: failing, repeated and in any order, and is what one would have made",
  twoBooks,
  async () => {
    const { world, order, ports, runs, sources, shares } = await fannedOut();
    expect([runs(), shares.length]).toEqual([0, 9]);
    const plan = await planOf(ports, order, shares);
    // Whoever is planned again joins the first plan.
    await render(ports, messageFor(order));
    expect(sharesSent(world)).toEqual([...shares, ...shares]);
    const dies = async () => {
      throw new Unavailable("the machine went");
    };
    for (const message of [...shares].reverse().slice(0, -1)) {
      await expect(render({ ...ports, child: { run: dies } }, message)).rejects.toThrow("the machine went");
      await render(ports, message);
      await render(ports, message);
    }
    expect([runs(), (await itemAfter(world, order)).renderedDoc]).toEqual([8, null]);
    // The last of them joins the parts and dies before it can say so, then comes twice at the same time.
    const [first] = shares;
    if (!first) throw new Error("no share was sent");
    const putJson = (key: string, value: unknown) =>
      key.includes("/receipt/") ? dies() : ports.files.putJson(key, value);
    await expect(render({ ...ports, files: { ...ports.files, putJson } }, first)).rejects.toThrow();
    await Promise.all([render(ports, first), render(ports, first)]);
    expect(runs()).toBe(9);
    const rendered = await renderedOf(world, order);
    const [inside] = rendered.components;
    expect(await hashesOf(world, rendered)).toEqual(inside?.parts.map(({ sha256 }) => sha256));
    expect(inside?.parts).toHaveLength(9);
    expect(sentIn(world).filter((kind) => kind === "dispatch" || kind === "item.rendered")).toHaveLength(2);

    // Routed to whoever builds covers otherwise, the joined inside stays and one worker makes the cover.
    await changeOrder(ports.ledger, refOf(order), (current) => ({
      ...current,
      items: current.items.map((item) => ({ ...item, state: "routed", generation: 2, renderedDoc: null })),
    }));
    const sent = sharesSent(world).length;
    await render({ ...ports, facilities: withOtherBoards(ports.facilities) }, messageFor(order, 2));
    const moved = await renderedOf(world, order);
    expect([runs(), sharesSent(world).length]).toEqual([10, sent]);
    expect(moved.components[0]).toEqual(inside);
    expect(moved.components[1]?.key).not.toBe(rendered.components[1]?.key);
    expect(moved.previews).toHaveLength(rendered.previews.length);

    const alone = await openWorld();
    const { ports: lone } = stationIn(alone);
    for (const { measured, path } of sources.slice(0, 1)) {
      const key = (inside?.key ?? "").replace(/out\/.*/, `src/${measured.sha256}`);
      await lone.files.putFile(key, { path, bytes: measured.bytes, type: measured.type });
    }
    expect((await make(lone, refOf(order), plan.spec)).made).toEqual(rendered);
    expect(await hashesOf(alone, rendered)).toEqual(inside?.parts.map(({ sha256 }) => sha256));
  },
);

test("shares of an item that was cancelled, or has moved on, are left alone", async () => {
  const { world, order, ports, runs, shares } = await fannedOut();
  const become = (change: object) =>
    changeOrder(ports.ledger, refOf(order), (current) => ({
      ...current,
      items: current.items.map((item) => ({ ...item, ...change })),
    }));
  await become({ generation: 2 });
  for (const message of shares) await render(ports, message);
  await become({ generation: 1, state: "cancelled" });
  for (const message of shares) await render(ports, message);
  expect([runs(), (await itemAfter(world, order)).renderedDoc]).toEqual([0, null]);
});

test("where the upload was given up, one worker makes all of it", async () => {
  const { world, order, ports, shares } = await fannedOut();
  const { s3 } = world;
  const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: "bucket" }));
  for (const { Key, UploadId } of Uploads)
    await s3.client.send(new AbortMultipartUploadCommand({ Bucket: "bucket", Key, UploadId }));
  const [first] = shares;
  if (!first) throw new Error("no share was sent");
  await render(ports, first);
  const rendered = await renderedOf(world, order);
  expect(await hashesOf(world, rendered)).toEqual(rendered.components[0]?.parts.map(({ sha256 }) => sha256));
});
