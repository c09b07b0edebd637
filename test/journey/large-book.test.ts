import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ticket } from "../../lib/order/ticket.ts";
import type { OrderView } from "../../lib/order/views.ts";
import { Behind } from "./behind.ts";
import { Caller, eventually } from "./calls.ts";
import { sha256Of } from "./files.ts";
import { largeOrder } from "./large-order.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let shipped: OrderView;

beforeAll(async () => {
  cloud = await started();
  const merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  const { id } = await merchant.place(await largeOrder(cloud));
  shipped = await merchant.settled(id, 120);
});

afterAll(() => cloud?.close());

test("a large book is rendered by many workers and ships; its history tells nothing of them", () => {
  expect(shipped.items.map(({ state, pages, error }) => [state, pages, error])).toEqual([
    ["shipped", 30, null],
  ]);
  const [item] = shipped.items;
  expect(item?.previews.map(({ role, page }) => `${role} ${page}`)).toEqual([
    ...Array.from({ length: 12 }, (_, page) => `inside ${page + 1}`),
    "cover 1",
  ]);
  expect(item?.findings.map(({ code }) => code)).toContain("pages_padded");
  const words = shipped.history?.map(({ type }) => type) ?? [];
  expect(words.filter((type) => type === "item.rendered")).toHaveLength(1);
});

test("its ticket lists the parts, and the facility printed the bytes that the merchant can download", async () => {
  const behind = new Behind(cloud);
  const [key = ""] = (await behind.objects("Tickets")).filter((each) => each.endsWith("ticket.json"));
  const ticket = Ticket.parse(JSON.parse(String(await behind.read("Tickets", key))));
  const [inside] = shipped.items[0]?.files ?? [];
  const printed = ticket.files.find(({ role }) => role === "inside");
  expect([printed?.parts.length, inside?.sha256, printed?.parts]).toEqual([9, null, inside?.parts]);
  const press = join(cloud.folder, "facilities/test-amsterdam");
  const paths = await readdir(press, { recursive: true });
  const path = paths.find((each) => each.endsWith("inside.pdf")) ?? "";
  const downloaded = Buffer.from(await (await fetch(inside?.url ?? "")).arrayBuffer());
  expect(sha256Of(await readFile(join(press, path)))).toBe(sha256Of(downloaded));
  expect(downloaded.length).toBe(printed?.bytes);
});

test("nothing of it waits in a queue or lies in a temporary folder", async () => {
  const behind = new Behind(cloud);
  // On a busy machine a share may have been put off for up to a minute, and finds that others were faster.
  await eventually(async () => expect(await behind.messages()).toEqual({}), 90);
  expect(await behind.temporaryFiles()).toEqual([]);
});
