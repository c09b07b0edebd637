import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Caller, orderOf } from "/work/main/test/journey/calls.ts";
import { picture } from "/work/main/test/journey/files.ts";
import { openSources, type Sources } from "/work/main/test/journey/sources.ts";
import { type Started, started } from "/work/main/test/journey/started.ts";
import { isAlive } from "/work/main/test/chaos/laptop-process.ts";
import { Traces } from "/work/main/test/chaos/traces.ts";

const victims = ["prepare", "render", "dispatch", "track", "project"] as const;
const killsEach = 3;
/** Each kill at work costs its message a minute. */
const killingSeconds = 20;

let cloud: Started;
let sources: Sources;

beforeAll(async () => {
  sources = await openSources({ "/poster.jpg": await picture(2500, 3500) });
  cloud = await started({ folder: "/tmp/scratch/chaos/kf" });
});

afterAll(async () => {
  await cloud?.close();
  await sources?.close();
});

test("ten orders ship once each although functions are killed at work, and the feed has no gap", async () => {
  const merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  const killing = Promise.all(victims.map(killSome));
  const placed = await Promise.all(Array.from({ length: 10 }, () => merchant.place(poster())));
  const kills = await killing;
  expect(kills.filter((count) => count > 0).length).toBeGreaterThan(2);
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

/** Waits for processes of the function to come up, lets each get somewhere, and kills it; answers how many. */
async function killSome(name: (typeof victims)[number]): Promise<number> {
  const killed = new Set<number>();
  const deadline = performance.now() + killingSeconds * 1000;
  while (killed.size < killsEach && performance.now() < deadline) {
    const all = cloud.laptop.functions.processes(`printcloud-laptop-${name}`);
    const pid = all.find((one) => !killed.has(one));
    // Starting takes some 0.3 s, work from 0.05 s (track) to 2 s (render).
    await pause(pid === undefined ? 20 : 100 + 500 * Math.random());
    if (pid === undefined || !isAlive(pid)) continue;
    process.kill(pid, "SIGKILL");
    killed.add(pid);
  }
  return killed.size;
}

/** The laptop notes in a function's log when its process ends in the middle of an invocation. */
async function deathsAtWork(): Promise<number> {
  const logs = victims.map((name) => join(cloud.folder, "logs", `printcloud-laptop-${name}.log`));
  const texts = await Promise.all(logs.map((log) => readFile(log, "utf8").catch(() => "")));
  return texts.join("").split("exited with error: signal: SIGKILL").length - 1;
}

function poster() {
  const files = { images: [{ url: `${sources.origin}/poster.jpg` }] };
  return orderOf([{ productId: "poster-a3", quantity: 1, files }]);
}
