import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../../bin/demo-client.ts";
import { Caller, eventually, orderOf } from "../journey/calls.ts";
import { picture } from "../journey/files.ts";
import { openSources, type Sources } from "../journey/sources.ts";
import { freePort, isAlive, type LaptopProcess, startLaptopProcess } from "./laptop-process.ts";
import { Traces } from "./traces.ts";

const photos = join(import.meta.dirname, "../samples/photos");
/** From a kill to the parcel, whatever was killed. */
const patienceSeconds = 120;

let sources: Sources;
let folder: string;
let port: number;
let traces: Traces;
let laptop: LaptopProcess | undefined;

beforeAll(async () => {
  const card = await picture(1300, 1800);
  sources = await openSources({ "/slow.jpg": slowAtFirst(card), "/card.jpg": card });
  folder = await mkdtemp(join(tmpdir(), "printcloud-killed-"));
  port = await freePort();
  traces = new Traces(folder);
});

afterAll(async () => {
  await laptop?.kill();
  await sources.close();
  if (!process.env.KEEP) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test("orders survive kill -9 of the laptop in the middle of prepare, render, dispatch and download, and are printed once", async () => {
  let merchant = await start();
  const images = await upload();
  const prepared = await merchant.place(card("/slow.jpg"));
  const rendered = await merchant.place(book(images));
  await eventually(async () => expect(sources.asked.get("/slow.jpg")).toBe(1));
  await merchant.until(rendered.id, ({ items }) => items[0]?.state === "rendering");
  // The function starts, fetches the sources and starts its child.
  await pause(1500);
  merchant = await killedAndBack();
  const firstKillAt = performance.now();
  expect((await merchant.order(prepared.id)).items[0]?.state).toBe("preparing");
  expect((await merchant.order(rendered.id)).items[0]).toMatchObject({ state: "rendering", files: [] });

  const dispatched = await merchant.place(card("/card.jpg"));
  await soon(async () => (await traces.written(/tickets\/tkt_\w+\/1\/inside.pdf/)).length > 0);
  merchant = await killedAndBack();
  expect(await traces.written(/tickets\/tkt_\w+\/1\/ticket.json/)).toEqual([]);
  expect((await merchant.order(dispatched.id)).items[0]?.state).toBe("rendering");

  const downloaded = await merchant.place(book(images));
  await soon(async () => (await traces.deeds()).some(({ did }) => did === "claimed"));
  merchant = await killedAndBack();
  expect((await traces.deeds()).filter(({ did }) => did === "downloaded")).toEqual([]);

  const ids = [prepared, rendered, dispatched, downloaded].map(({ id }) => id);
  for (const id of ids) {
    const left = patienceSeconds - (performance.now() - firstKillAt) / 1000;
    expect((await merchant.settled(id, left)).state).toBe("shipped");
  }
  const printed = await traces.printed();
  expect(new Set(printed).size).toBe(ids.length);
  expect(printed).toHaveLength(ids.length);
  expect(await traces.printed("test-chicago")).toEqual([]);
  const feed = await merchant.feed();
  expect(feed.map(({ position }) => position)).toEqual(feed.map((_, place) => place + 1));
  await nothingIsLeft();
});

/** Starts the laptop where it was, and a merchant's program for it. */
async function start(): Promise<Caller> {
  laptop = await startLaptopProcess(folder, port);
  return new Caller(laptop.api, laptop.key);
}

async function killedAndBack(): Promise<Caller> {
  const pids = (await laptop?.kill()) ?? [];
  const left = await traces.temporary();
  expect(pids.length).toBeGreaterThan(0);
  await eventually(async () => expect(pids.filter(isAlive)).toEqual([]), 3);
  const merchant = await start();
  const now = await traces.temporary();
  expect(left.filter((name) => now.includes(name))).toEqual([]);
  return merchant;
}

async function nothingIsLeft(): Promise<void> {
  expect(await traces.partial()).toEqual([]);
  const pids = laptop?.offspring() ?? [];
  expect(await laptop?.stop()).toBe(0);
  await eventually(async () => expect(pids.filter(isAlive)).toEqual([]), 3);
  expect(await traces.temporary()).toEqual([]);
}

async function upload(): Promise<string[]> {
  const client = new Client(laptop?.api ?? "", laptop?.key ?? "");
  const names = (await readdir(photos)).filter((name) => name.endsWith(".jpg")).slice(0, 6);
  return Promise.all(names.map((name) => client.upload(join(photos, name), "image/jpeg")));
}

function card(path: string) {
  const files = { images: [{ url: `${sources.origin}${path}` }] };
  return orderOf([{ productId: "postcard-a6", quantity: 1, files }]);
}

function book(fileIds: readonly string[]) {
  const images = Array.from({ length: 24 }, (_, page) => ({ fileId: fileIds[page % fileIds.length] }));
  const files = { images, cover: { title: "Summer" } };
  return orderOf([{ productId: "photobook-hardcover-square-210", quantity: 1, files }]);
}

/** Looks so often that a moment of some ten milliseconds is met. */
async function soon(isThere: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await isThere())) {
    if (performance.now() > deadline) throw new Error("the moment never came");
    await pause(1);
  }
}

/** Trickles the first time it is asked, so that a fetch stays in its middle. */
function slowAtFirst(content: Buffer): RequestListener {
  let asked = 0;
  return (_, response) => {
    asked += 1;
    response.writeHead(200, { "content-length": content.length });
    if (asked > 1) return response.end(content);
    response.write(content.subarray(0, 1000));
    const drip = setInterval(() => response.write("\0"), 500);
    response.on("close", () => clearInterval(drip));
    return response;
  };
}
