import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Caller, orderOf } from "../journey/calls.ts";
import { picture } from "../journey/files.ts";
import { openSources, type Sources } from "../journey/sources.ts";
import { type Started, started } from "../journey/started.ts";
import { killAtWork } from "./killing.ts";
import { Traces } from "./traces.ts";

const victims = [
  { name: "prepare", workMs: 500, kills: 3 },
  { name: "render", workMs: 1500, kills: 3 },
  { name: "dispatch", workMs: 40, kills: 3 },
  { name: "track", workMs: 20, kills: 3 },
  { name: "project", workMs: 20, kills: 3 },
] as const;
/** Each kill at work costs its message a minute. */
const killingSeconds = 25;

let cloud: Started;
let sources: Sources;

beforeAll(async () => {
  sources = await openSources({ "/poster.jpg": await picture(2500, 3500) });
  cloud = await started();
});

afterAll(async () => {
  await cloud?.close();
  await sources?.close();
});

test("ten orders ship once each although functions are killed at work, and the feed has no gap", async () => {
  const merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  const killing = killAtWork(cloud, victims, killingSeconds);
  const placed = await Promise.all(Array.from({ length: 10 }, () => merchant.place(poster())));
  for (const [name, kills] of await killing) expect(kills, name).toBeGreaterThan(0);
  for (const { id } of placed) {
    const { state, history = [] } = await merchant.settled(id, 150);
    expect(state).toBe("shipped");
    expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, place) => place + 1));
  }
  expect(await deathsAtWork()).toBeGreaterThan(2);
  const printed = await new Traces(cloud.folder).printed();
  expect(new Set(printed).size).toBe(placed.length);
  expect(printed).toHaveLength(placed.length);
  const feed = await merchant.feed();
  expect(feed.map(({ position }) => position)).toEqual(feed.map((_, place) => place + 1));
  expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
});

/** The laptop notes in a function's log when its process ends in the middle of an invocation. */
async function deathsAtWork(): Promise<number> {
  const logs = victims.map(({ name }) => join(cloud.folder, "logs", `printcloud-laptop-${name}.log`));
  const texts = await Promise.all(logs.map((log) => readFile(log, "utf8").catch(() => "")));
  return texts.join("").split("exited with error: signal: SIGKILL").length - 1;
}

function poster() {
  const files = { images: [{ url: `${sources.origin}/poster.jpg` }] };
  return orderOf([{ productId: "poster-a3", quantity: 1, files }]);
}
