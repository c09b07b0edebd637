import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { cappedChild } from "../../lib/cloud/capped-child.ts";
import { changeOrder } from "../../lib/order/change.ts";
import { Rejected } from "../../lib/order/errors.ts";
import { refOf } from "../../lib/order/order.ts";
import { Receipt } from "../../lib/order/receipt.ts";
import { Rendered } from "../../lib/order/rendered.ts";
import { render } from "../../lib/render/render.ts";
import { openWorld } from "../prepare/world.ts";
import { freshFolder, quarters, source } from "./bench.ts";
import { itemAfter, messageFor, routed, sentIn, stationIn } from "./station.ts";

const photo = async (pointer = "/images/0") => source(pointer, await quarters(700, 980).jpeg().toBuffer());

test("a routed item's print files are made, stored, written down and handed to dispatch", async () => {
  const world = await openWorld();
  const order = await routed(world, [await photo()]);
  const { ports } = stationIn(world);
  await render(ports, messageFor(order));
  const item = await itemAfter(world, order);
  expect(item.state).toBe("rendering");
  const rendered = Rendered.parse(await ports.files.getJson(item.renderedDoc ?? ""));
  expect(rendered).toMatchObject({ fileProfileId: "press-coated", spineMm: null });
  const [inside] = rendered.components;
  const path = join(freshFolder(), "inside.pdf");
  await ports.files.download(inside?.key ?? "", path);
  expect(readFileSync(path).length).toBe(inside?.bytes);
  expect(readFileSync(path).subarray(0, 8).toString()).toBe("%PDF-1.6");
  expect(await ports.files.bytesOf(rendered.previews[0]?.key ?? "")).toBeGreaterThan(500);
  const key = (item.renderedDoc ?? "").replace("/doc/", "/receipt/");
  const receipt = Receipt.parse(await ports.files.getJson(key));
  expect(receipt.made).toEqual(rendered);
  expect(receipt).toMatchObject({
    productId: "postcard-a6",
    inputs: [{ pointer: "/images/0", type: "image/jpeg" }],
    colours: { condition: "FOGRA39", inked: true },
  });
  expect(sentIn(world)).toEqual(["order.in_progress", "item.rendered", "dispatch"]);
});

test("the same message again makes nothing and sends nothing", async () => {
  const world = await openWorld();
  const order = await routed(world, [await photo()]);
  const { ports, runs } = stationIn(world);
  await render(ports, messageFor(order));
  const sent = world.sent.length;
  await render(ports, messageFor(order));
  expect([runs(), world.sent.length]).toEqual([1, sent]);
});

test("a message of another generation, or of an item that was cancelled, is left alone", async () => {
  const world = await openWorld();
  const { ports, runs } = stationIn(world);
  const stale = await routed(world, [await photo()], { generation: 2 });
  await render(ports, messageFor(stale, 1));
  expect((await itemAfter(world, stale)).state).toBe("routed");
  const cancelled = await routed(world, [await photo()], { state: "cancelled" });
  await render(ports, messageFor(cancelled));
  expect([runs(), (await itemAfter(world, cancelled)).state]).toEqual([0, "cancelled"]);
});

test("what was rendered for a facility that works alike is not rendered again", async () => {
  const world = await openWorld();
  const order = await routed(world, [await photo()]);
  const { ports, runs } = stationIn(world);
  await render(ports, messageFor(order));
  await changeOrder(ports.ledger, refOf(order), (current) => ({
    ...current,
    items: current.items.map((item) => ({
      ...item,
      state: "routed",
      generation: 2,
      facilityId: "utrecht",
      renderedDoc: null,
    })),
  }));
  await render(ports, messageFor(order, 2));
  expect(runs()).toBe(1);
  expect((await itemAfter(world, order)).renderedDoc).not.toBeNull();
});

test("artwork that cannot be printed fails its item for good, and says which file it was", async () => {
  const world = await openWorld();
  const small = await source("/images/1", await quarters(60, 80).jpeg().toBuffer());
  const order = await routed(world, [await photo(), small]);
  await render(stationIn(world).ports, messageFor(order));
  expect(await itemAfter(world, order)).toMatchObject({
    state: "failed",
    failure: { code: "resolution_too_low", pointer: "/items/0/files/images/1", wanted: 150 },
  });
  expect(sentIn(world)).toContain("item.failed");
});

test("an item that was cancelled while it was rendered stays cancelled", async () => {
  const world = await openWorld();
  const order = await routed(world, [await photo()]);
  const { ports } = stationIn(world);
  const run = async () => {
    await changeOrder(ports.ledger, refOf(order), (current) => ({
      ...current,
      items: current.items.map((item) => ({ ...item, state: "cancelled" })),
    }));
    throw new Rejected("damaged_file", "too late to matter");
  };
  await render({ ...ports, child: { run } }, messageFor(order));
  expect(await itemAfter(world, order)).toMatchObject({ state: "cancelled", failure: null });
});

test("a capped child renders a job of its own, and nothing of it is left in the temporary folder", async () => {
  // A temporary folder of its own: other tests render at the same time.
  vi.stubEnv("TMPDIR", freshFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  const world = await openWorld();
  const order = await routed(world, [await photo()]);
  const script = new URL("../../functions/render-child.ts", import.meta.url);
  const child = cappedChild({
    script,
    memoryMb: 1500,
    seconds: 60,
    fileMb: 200,
    timeoutCode: "render_timeout",
  });
  await render({ ...stationIn(world).ports, child }, messageFor(order));
  const { renderedDoc } = await itemAfter(world, order);
  expect(leftovers()).toEqual([]);
  const receipt = await world.ports.files.getJson(renderedDoc?.replace("/doc/", "/receipt/") ?? "");
  const [work] = Receipt.parse(receipt).work;
  expect(Object.keys(work?.versions ?? {})).toEqual(["node", "sharp", "libvips", "pdfium", "pdf-lib"]);
  expect(Object.values(work?.versions ?? {}).filter((version) => !/\d+\.\d+/.test(version))).toEqual([]);
  expect(Object.keys(work?.seconds ?? {})).toEqual(["fetch", "inside", "child"]);
  expect(work?.processor).toContain(process.arch);
});

function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => /^printcloud-(render-(?!test)|child-)/.test(name));
}
