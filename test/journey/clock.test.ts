import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrderView } from "../../lib/order/views.ts";
import { Behind } from "./behind.ts";
import { Caller, eventually, orderOf, reader } from "./calls.ts";
import { pdf, picture } from "./files.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

const dayMs = 86_400_000;
/** Stands in every field that may name a person, and nowhere else in the world. */
const canary = "Zugvogel";

let cloud: Started;
let sources: Sources;
let behind: Behind;
let merchant: Caller;
let live: Caller;
let shipped: OrderView;
let failed: OrderView;
let titled: OrderView;
let waiting: OrderView;

beforeAll(async () => {
  const photo = await picture(1300, 1800);
  sources = await openSources({
    [`/${canary}.jpg`]: photo,
    "/anonymous.jpg": photo,
    [`/small-${canary}.jpg`]: await picture(30, 40),
    "/book.pdf": await pdf(22, 148, 210),
  });
  cloud = await started();
  behind = new Behind(cloud);
  merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  live = new Caller(cloud.api, cloud.keyOf("sk_live_"));
  const placed = [
    await merchant.place(personal(card(`/${canary}.jpg`)), { "idempotency-key": "one" }),
    await merchant.place(personal(card(`/small-${canary}.jpg`))),
    await merchant.place(personal(book())),
    await live.place(orderOf([card("/anonymous.jpg")])),
  ];
  const [one = "", two = "", three = "", four = ""] = placed.map(({ id }) => id);
  shipped = await merchant.settled(one);
  failed = await merchant.settled(two);
  titled = await merchant.settled(three);
  waiting = await live.until(four, ({ items }) => items[0]?.state === "queued");
});

afterAll(async () => {
  await sources?.close();
  await cloud?.close();
});

test("before their time the files are there, and the canary is found where it may be", async () => {
  expect([shipped.state, failed.state, titled.state]).toEqual(["shipped", "failed", "shipped"]);
  await cloud.laptop.clock.advance(29 * dayMs);
  expect((await merchant.order(shipped.id)).filesDeletedAt).toBeNull();
  expect(await behind.objects("Files", prefixOf(shipped, "out"))).not.toEqual([]);
  const where = await findings(canary);
  expect(where.rows.length).toBeGreaterThan(0);
  expect(where.objects.length).toBeGreaterThan(0);
  expect([where.messages, where.logs]).toEqual([[], []]);
});

test("a live order that nobody takes goes to every facility that can make it, and then opens one alert", async () => {
  const subject = `${cloud.demo.merchantId}/${waiting.id}/${waiting.items[0]?.id}`;
  await live.until(
    waiting.id,
    ({ items: [item] }) => item?.state === "queued" && item.route?.generation === 2,
  );
  await cloud.laptop.clock.advance(dayMs + 60_000);
  await live.until(waiting.id, ({ items }) => items[0]?.onHold?.code === "no_facility");
  await cloud.laptop.clock.advance(dayMs / 4);
  await cloud.laptop.clock.advance(dayMs / 4);
  expect(await behind.alerts("live")).toEqual([`overdue_preparing ${subject}`]);
  expect(await behind.alerts("test")).toEqual([]);
});

test("31 days after shipping the files go; claims, receipts and the order itself stay", async () => {
  const claims = (await behind.objects("Tickets", "facilities/test-")).filter((key) =>
    key.endsWith("/claim"),
  );
  const receipts = await behind.objects("Files", prefixOf(shipped, "receipt"));
  expect([claims.length, receipts.length]).toEqual([2, 1]);
  await cloud.laptop.clock.advance(2 * dayMs);
  await eventually(async () => expect((await merchant.order(shipped.id)).filesDeletedAt).not.toBeNull());
  for (const { id } of [shipped, failed, titled]) {
    const order = await merchant.order(id);
    expect(order).toMatchObject({ id, recipient: null, filesDeletedAt: expect.any(String) });
    expect(order.state).toBe(id === failed.id ? "failed" : "shipped");
    expect(order.items.map(({ files, previews }) => [files, previews])).toEqual([[[], []]]);
  }
  const { history = [] } = await merchant.until(
    shipped.id,
    (order) => order.history?.at(-1)?.type === "item.files_deleted",
  );
  expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, place) => place + 1));
  const left = await behind.objects("Files", "test/");
  expect(left.filter((key) => !key.includes("/receipt/"))).toEqual([]);
  expect(left).toEqual(expect.arrayContaining(receipts));
  expect(await behind.objects("Files", "uploads/")).toEqual([]);
  const tickets = (await behind.objects("Tickets")).filter((key) => key.startsWith("facilities/test-"));
  expect(tickets).toEqual(claims);
  expect((await behind.objects("Tickets")).filter((key) => key.endsWith("/ticket.json"))).toHaveLength(2);
});

test("nothing personal is left in rows, objects, queues or logs", async () => {
  expect(await findings(canary)).toEqual({ rows: [], objects: [], messages: [], logs: [] });
});

function prefixOf({ id, mode }: OrderView, shelf: string): string {
  return `${mode}/${cloud.demo.merchantId}/${id}/${shelf}/`;
}

function card(path: string) {
  const images = [{ url: `${sources.origin}${path}` }];
  return { productId: "postcard-a6", quantity: 1, files: { images } };
}

/** Its title is a name. */
function book() {
  const cover = { title: canary, spineText: canary };
  return {
    productId: "softcover-a5",
    quantity: 1,
    files: { inside: { url: `${sources.origin}/book.pdf` }, cover },
  };
}

function personal(item: object) {
  const named = {
    name: canary,
    company: canary,
    line2: canary,
    email: `${canary}@example.org`,
    phone: canary,
  };
  return { ...orderOf([item]), recipient: { ...reader, ...named } };
}

/** Every place that holds the word. */
async function findings(word: string) {
  const rows = (await behind.rows()).filter((row) => JSON.stringify(row).includes(word));
  const objects = await Promise.all(
    (["Files", "Tickets"] as const).map(async (bucket) => {
      const keys = await behind.objects(bucket);
      const read = await Promise.all(keys.map(async (key) => [key, await behind.read(bucket, key)] as const));
      return read
        .filter(([key, content]) => key.includes(word) || content.includes(word))
        .map(([key]) => key);
    }),
  );
  return {
    rows: rows.map(({ pk, sk }) => `${pk} ${sk}`),
    objects: objects.flat(),
    messages: await messagesWith(word),
    logs: await logsWith(word),
  };
}

async function messagesWith(word: string): Promise<string[]> {
  const found: string[] = [];
  for (const QueueUrl of await behind.queues()) {
    const { Messages = [] } = await behind.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        WaitTimeSeconds: 0,
      }),
    );
    found.push(...Messages.map(({ Body = "" }) => Body).filter((body) => body.includes(word)));
  }
  return found;
}

async function logsWith(word: string): Promise<string[]> {
  const logs = join(cloud.folder, "logs");
  const names = await readdir(logs);
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(logs, name), "utf8")] as const),
  );
  expect(texts.length).toBeGreaterThan(5);
  return texts.filter(([, text]) => text.includes(word)).map(([name]) => name);
}
