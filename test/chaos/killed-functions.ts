import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { Caller, orderOf } from "../journey/calls.ts";
import { picture } from "../journey/files.ts";
import { openSources } from "../journey/sources.ts";
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

/** Kills functions at work under ten orders: all ship, each is printed once, and the feed has no gap. */
export async function killFunctions(): Promise<void> {
  const sources = await openSources({ "/poster.jpg": await picture(2500, 3500) });
  const cloud = await started();
  try {
    const merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
    const killing = killAtWork(cloud, victims, killingSeconds);
    const wanted = Array.from({ length: 10 }, () => merchant.place(poster(`${sources.origin}/poster.jpg`)));
    const placed = await Promise.all(wanted);
    for (const [name, kills] of await killing) expect(kills, name).toBeGreaterThan(0);
    for (const { id } of placed) await shipped(merchant, id);
    expect(await deathsAtWork(cloud)).toBeGreaterThan(2);
    await printedOnce(cloud, merchant, placed.length);
  } finally {
    await cloud.close();
    await sources.close();
  }
}

async function shipped(merchant: Caller, id: string): Promise<void> {
  const { state, history = [] } = await merchant.settled(id, 150);
  expect(state).toBe("shipped");
  expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, place) => place + 1));
}

async function printedOnce(cloud: Started, merchant: Caller, orders: number): Promise<void> {
  const printed = await new Traces(cloud.folder).printed();
  expect(new Set(printed).size).toBe(orders);
  expect(printed).toHaveLength(orders);
  const feed = await merchant.feed();
  expect(feed.map(({ position }) => position)).toEqual(feed.map((_, place) => place + 1));
  expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
}

/** The laptop notes in a function's log when its process ends in the middle of an invocation. */
async function deathsAtWork(cloud: Started): Promise<number> {
  const logs = victims.map(({ name }) => join(cloud.folder, "logs", `printcloud-laptop-${name}.log`));
  const texts = await Promise.all(logs.map((log) => readFile(log, "utf8").catch(() => "")));
  return texts.join("").split("exited with error: signal: SIGKILL").length - 1;
}

function poster(url: string) {
  return orderOf([{ productId: "poster-a3", quantity: 1, files: { images: [{ url }] } }]);
}
