import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Caller, eventually, orderOf } from "./calls.ts";
import { picture } from "./files.ts";
import { Press } from "./press.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

let folder: string;
let sources: Sources;
let cloud: Started | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "printcloud-restart-"));
  sources = await openSources({ "/photo.jpg": await picture(1300, 1800) });
});

afterAll(async () => {
  await cloud?.close();
  await sources?.close();
  await rm(folder, { recursive: true, force: true });
});

test("a cloud that is started again in its folder, on another port, goes on where it stood", async () => {
  cloud = await started({ folder });
  const before = cloud;
  const { id } = await caller(before, "sk_live_").place(card());
  const waiting = await caller(before, "sk_live_").until(id, ({ items }) => items[0]?.state === "queued");
  await before.close();

  cloud = await started({ folder });
  expect(cloud.demo).toEqual(before.demo);
  expect(cloud.api).not.toBe(before.api);
  const { items, updatedAt } = await caller(cloud, "sk_live_").order(id);
  expect([items[0]?.state, updatedAt]).toEqual(["queued", waiting.updatedAt]);
  const press = await Press.open(cloud, items[0]?.route?.facilityId ?? "");
  const bells: string[] = [];
  // Where the stop came before the bell was rung, the sweeper rings it.
  await eventually(async () => {
    bells.push(...(await press.receive()).map(({ kind }) => kind));
    expect(bells).toEqual(["production_ticket"]);
  }, 120);
  const { id: another } = await caller(cloud, "sk_test_").place(card());
  expect((await caller(cloud, "sk_test_").settled(another)).state).toBe("shipped");
});

function caller(of: Started, prefix: "sk_live_" | "sk_test_"): Caller {
  return new Caller(of.api, of.keyOf(prefix));
}

function card() {
  const images = [{ url: `${sources.origin}/photo.jpg` }];
  return orderOf([{ productId: "postcard-a6", quantity: 1, files: { images } }]);
}
