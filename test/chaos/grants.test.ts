import { readdir } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { CopyObjectCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAssembly } from "../../lib/laptop/template/assembly.ts";
import { Ticket } from "../../lib/order/ticket.ts";
import { OrdersView, type OrderView } from "../../lib/order/views.ts";
import { type Answer, Caller, eventually, orderOf } from "../journey/calls.ts";
import { picture } from "../journey/files.ts";
import { largeOrder } from "../journey/large-order.ts";
import { openSources, type Sources } from "../journey/sources.ts";
import type { Started } from "../journey/started.ts";
import { claimOf, FacilityProgram } from "./facility-program.ts";
import { opened, synthesised } from "./opened.ts";
import { Operator } from "./operator.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const photos = join(import.meta.dirname, "../samples/photos");

let cloud: Started;
let sources: Sources;
let operator: Operator;
/** The demo merchant in test mode, where facilities are simulated, and in live mode, where they are not. */
let merchant: Caller;
let live: Caller;
let utrecht: FacilityProgram;

beforeAll(async () => {
  sources = await openSources({ "/card.jpg": await picture(1300, 1800), "/away.jpg": away });
  cloud = await opened({ countGrants: true });
  operator = new Operator(cloud);
  merchant = new Caller(cloud.api, cloud.keyOf("sk_test_"));
  live = new Caller(cloud.api, cloud.keyOf("sk_live_"));
  utrecht = await FacilityProgram.open(cloud, "utrecht");
});

afterAll(async () => {
  await cloud?.close();
  await sources?.close();
});

test("merchants of every tier are enrolled, and an application that acts for them", async () => {
  for (const tier of ["trial", "standard", "scale"])
    await operator.enrol({ kind: "merchant", name: `A ${tier} shop`, tier });
  const app = await operator.enrol({ kind: "app", name: "A storefront", merchants: [cloud.demo.merchantId] });
  const acting = new Caller(
    cloud.api,
    app.keys.find((key) => key.startsWith("app_test_")),
  );
  const headers = { "printcloud-merchant": cloud.demo.merchantId };
  expect((await acting.get("/orders", headers)).status).toBe(200);
  expect((await acting.get("/products/softcover-a5/cover?pages=100", headers)).status).toBe(200);
});

test("operators say how orders are routed, and read what a facility is owed", async () => {
  await operator.setPolicy({ mode: "live", marginPercent: 42 });
  await operator.statement({ facilityId: "utrecht", month: "2026-11" });
});

test("every door repeats its answer to a key, and forgets what it refused", async () => {
  const wish = {
    destination: { countryCode: "NL" },
    items: [{ productId: "postcard-a6", quantity: 1, pages: 2 }],
  };
  await repeats("/routes/simulate", wish, 200);
  await repeats("/routes/simulate", { ...wish, items: [{ productId: "unicorn", quantity: 1 }] }, 422);
  await repeats("/quotes", wish, 201);
  const begun = await repeats("/uploads", { bytes: 1000, type: "image/jpeg" }, 201);
  // Nothing has arrived.
  await repeats(`/uploads/${Object(begun.json).fileId}/complete`, {}, 409);
  const sample = { file: { url: `${sources.origin}/card.jpg` } };
  await repeats("/preflights", { ...sample, productId: "postcard-a6" }, 202);
  await repeats("/preflights", { ...sample, productId: "unicorn" }, 422);
  const placed = await repeats("/orders", card(), 201);
  await repeats("/orders", card("unicorn"), 422);
  await repeats(`/orders/${Object(placed.json).id}/cancel`, {}, 200);
  await repeats("/orders/ord_01J00000000000000000000000/cancel", {}, 404);
});

test("a preflight from an upload is worked and read with its links; an upload that expired fails it", async () => {
  const [photo = ""] = await readdir(photos);
  const file = { fileId: await cloud.merchant.upload(join(photos, photo), "image/jpeg") };
  const done = await preflighted(file);
  expect((await fetch(done.previews[0].annotatedUrl)).status).toBe(200);
  const Key = (await operator.objects("Files", "uploads")).find((key) => key.endsWith(file.fileId));
  await operator.s3.send(new DeleteObjectCommand({ Bucket: operator.bucket("Files"), Key }));
  expect((await preflighted(file)).error.code).toBe("unknown_file");
});

test("an order from an upload ships, and is read, listed and followed", async () => {
  const [photo = ""] = await readdir(photos);
  const fileId = await cloud.merchant.upload(join(photos, photo), "image/jpeg");
  const files = { images: [{ fileId }] };
  const { id } = await merchant.place(orderOf([{ productId: "poster-a3", quantity: 1, files }]));
  const { items } = await merchant.settled(id);
  expect((await fetch(items[0]?.files[0]?.url ?? "")).status).toBe(200);
  expect((await merchant.get("/orders?state=shipped")).text).toContain(id);
  expect((await merchant.feed()).length).toBeGreaterThan(0);
});

test("a book too large for one worker is rendered by many", async () => {
  const { id } = await merchant.place(await largeOrder(cloud));
  expect((await merchant.settled(id, 120)).state).toBe("shipped");
});

test("a facility's own program prints: the claim is created once and stays", async () => {
  const order = await queued();
  const ticket = await utrecht.ticket();
  await utrecht.report(ticket, "printing");
  await eventually(async () =>
    expect(await operator.alerts("live")).toContain(`unclaimed_status ${ticket.ticketId}`),
  );
  await expect(utrecht.claim(ticket, {})).rejects.toThrow("explicit deny");
  await utrecht.claim(ticket);
  await expect(utrecht.claim(ticket)).rejects.toThrow("pre-conditions");
  const claim = { Bucket: utrecht.bucket, Key: claimOf(ticket.key) };
  for (const version of [{}, { VersionId: "null" }])
    await expect(operator.s3.send(new DeleteObjectCommand({ ...claim, ...version }))).rejects.toThrow(
      "explicit deny",
    );
  const CopySource = `${utrecht.bucket}/${ticket.key}`;
  await expect(operator.s3.send(new CopyObjectCommand({ ...claim, CopySource }))).rejects.toThrow(
    "explicit deny",
  );
  expect((await live.post(`/orders/${order.id}/cancel`, {})).status).toBe(409);
  await utrecht.report(ticket, "shipped");
  expect((await live.settled(order.id)).state).toBe("shipped");
});

test("a live order is cancelled while it waits, and its facility hears of it", async () => {
  const order = await queued();
  await utrecht.ticket();
  expect((await live.post(`/orders/${order.id}/cancel`, {})).status).toBe(200);
  expect((await utrecht.bell()).kind).toBe("recall");
});

test("what a facility refuses goes to another, and what an operator wants back comes back", async () => {
  const refused = await queued();
  await utrecht.report(await utrecht.ticket(), "refused", "no_stock");
  await live.until(
    refused.id,
    ({ items: [item] }) => item?.state === "queued" && item.route?.generation === 2,
  );
  expect((await utrecht.bell()).kind).toBe("recall");
  expect(await operator.recall(refused, "reroute")).toBe("rerouted");
  expect((await live.post(`/orders/${refused.id}/cancel`, {})).status).toBe(200);
  const printed = await queued();
  const ticket = await utrecht.ticket();
  await utrecht.claim(ticket);
  expect(await operator.recall(printed, "cancel")).toBe("claimed");
  expect((await utrecht.bell()).kind).toBe("recall");
  await utrecht.report(ticket, "shipped");
  expect((await live.settled(printed.id)).state).toBe("shipped");
  const unwanted = await queued();
  await utrecht.ticket();
  expect(await operator.recall(unwanted, "cancel")).toBe("cancelled");
  expect((await utrecht.bell()).kind).toBe("recall");
});

test("fewer copies are a new ticket; when what others wait for is cancelled they go on", async () => {
  const { id, items } = await queued(3);
  await utrecht.ticket();
  const named = { items: [{ id: items[0]?.id, quantity: 1 }] };
  expect((await live.post(`/orders/${id}/cancel`, named)).status).toBe(200);
  expect((await utrecht.bell()).kind).toBe("recall");
  expect((await utrecht.ticket()).generation).toBe(2);
  const files = { images: [{ url: `${sources.origin}/away.jpg` }] };
  const away = { productId: "postcard-a6", quantity: 1, files };
  const waiting = await live.place(orderOf([...card().items, away]));
  await live.until(waiting.id, ({ items: [item] }) => item?.pages !== null);
  const last = { items: [{ id: waiting.items[1]?.id }] };
  expect((await live.post(`/orders/${waiting.id}/cancel`, last)).status).toBe(200);
  await live.until(waiting.id, (order) => order.items[0]?.state === "queued");
  await utrecht.ticket();
  for (const each of [id, waiting.id]) {
    expect((await live.post(`/orders/${each}/cancel`, {})).status).toBe(200);
    expect((await utrecht.bell()).kind).toBe("recall");
  }
});

test("an item that shipped is printed again", async () => {
  const [{ id, items } = await queued()] = await shippedOrders();
  const path = `/orders/${id}/items/${items[0]?.id}/reprint`;
  await repeats(path, { reason: "creased", payer: "merchant" }, 201);
  await repeats(
    path.replace(id, "ord_01J00000000000000000000000"),
    { reason: "creased", payer: "merchant" },
    404,
  );
  await merchant.until(id, (order) => order.items[1]?.state === "shipped");
});

test("a dead letter holds its item, and can be sent again at any time", async () => {
  const { id: orderId, items } = await queued();
  const message = { v: 1, mode: "live", merchantId: cloud.demo.merchantId, orderId, itemId: items[0]?.id };
  await operator.send("render-station/Dead", {
    kind: "render",
    ...message,
    effectId: "by-hand",
    generation: 1,
  });
  await cloud.laptop.clock.fire("watch/Clock");
  expect((await live.order(orderId)).items[0]?.onHold?.code).toBe("stuck");
  const [from, to] = [queueAt("render-station/Dead"), queueAt("render-station/Queue")];
  await operator.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: from.arn, DestinationArn: to.arn }));
  await eventually(async () =>
    expect(await operator.messages()).not.toHaveProperty("printcloud-laptop-render"),
  );
  expect(await operator.messages()).not.toHaveProperty("printcloud-laptop-render-dead");
  expect((await live.post(`/orders/${orderId}/cancel`, {})).status).toBe(200);
});

test("every dead-letter queue is looked into, and whatever lies there is told", async () => {
  const stations = ["prepare", "preflight", "route", "render", "dispatch", "track", "project"];
  const dead = [
    ...stations.map((name) => [name, `${name}-station/Dead`] as const),
    ["facilities", "FacilitiesDead"],
  ];
  for (const [name = "", queue = ""] of dead) await operator.send(queue, { lost: name });
  await cloud.laptop.clock.fire("watch/Clock");
  const alerts = (await operator.alerts("live")).join();
  for (const [name] of dead) expect(alerts).toContain(`dead_letter_${name} `);
});

test("the sweeper carries an order whose every sender is cut off", async () => {
  const stations = ["prepare", "route", "render", "dispatch"];
  const senders = ["intake", ...stations];
  const project = queueAt("project-station/Queue");
  const mended = await Promise.all([
    ...stations.map((name) => operator.cutOff(senders, queueAt(`${name}-station/Queue`))),
    operator.cutOff([...senders, "track"], project),
    operator.cutOff(["dispatch"], facilityQueue("test-amsterdam")),
  ]);
  const { id } = await merchant.place(card());
  await eventually(async () => {
    await cloud.laptop.clock.advance(minuteMs);
    expect((await merchant.order(id)).history?.at(-1)?.type).toBe("order.shipped");
  }, 60);
  await Promise.all(mended.map((mend) => mend()));
});

test("the rounds alert, close their alerts, and retire what has rested for a month", async () => {
  const [order, unclaimed] = [await queued(), await queued()];
  const ticket = await ticketFor(order);
  await utrecht.claim(ticket);
  await cloud.laptop.clock.advance(dayMs + minuteMs);
  const overdue = async () => (await operator.alerts("live")).filter((alert) => alert.includes(order.id));
  expect((await overdue()).join()).toMatch(/^overdue_queued/);
  await live.until(unclaimed.id, ({ items: [item] }) => item?.route?.generation === 2);
  expect((await live.post(`/orders/${unclaimed.id}/cancel`, {})).status).toBe(200);
  await utrecht.report(ticket, "shipped");
  await live.settled(order.id);
  await cloud.laptop.clock.advance(minuteMs);
  expect(await overdue()).toEqual([]);
  await withoutDocuments(order.id);
  await cloud.laptop.clock.advance(31 * dayMs);
  const left = await operator.objects("Files");
  expect(left.filter((key) => !key.includes("/receipt/"))).toEqual([]);
  expect((await operator.objects("Tickets")).filter((key) => !key.endsWith("/claim"))).toEqual([]);
});

test("every right of every role is needed", () => {
  // The storefront's are used in test/journey/storefront.
  const ours = cloud.laptop.grants().filter(({ holder }) => !holder.toLowerCase().includes("storefront"));
  const grants = ours.filter(({ action }) => !action.startsWith("logs:"));
  const unused = grants.filter(({ calls }) => calls === 0).map((grant) => Object.values(grant).join(" "));
  // Plain HTTP counts as secure on the laptop: its one caller is itself.
  expect(unused.filter((line) => !/ Deny (s3|sqs):\* /.test(line))).toEqual([]);
  expect(grants.length).toBeGreaterThan(150);
});

test("every queue, bucket, table, mapping and function of the template is used", async () => {
  const used = cloud.laptop.grants().filter(({ calls, effect }) => calls > 0 && effect === "Allow");
  const [stack] = await readAssembly(await synthesised());
  const resources = Object.entries(stack?.template.Resources ?? {});
  const named = resources
    .filter(([id]) => !id.startsWith("Storefront"))
    .map(([id, { Type }]) => {
      return { ...cloud.laptop.resource(id), type: Type };
    });
  const ofType = (...types: string[]) => named.filter(({ type }) => types.includes(type));
  const places = ofType("AWS::SQS::Queue", "AWS::S3::Bucket", "AWS::DynamoDB::GlobalTable");
  expect(places.length).toBeGreaterThan(14);
  for (const { attributes, path } of places)
    expect(
      used.some(({ resource }) => resource.startsWith(String(attributes.Arn))),
      path,
    ).toBe(true);
  const done = used.filter(({ action }) => action === "sqs:DeleteMessage").map(({ resource }) => resource);
  for (const { properties, path } of ofType("AWS::Lambda::EventSourceMapping"))
    expect(done, path).toContain(properties.EventSourceArn);
  const holders = new Set(used.map(({ holder }) => holder));
  for (const { ref } of ofType("AWS::Lambda::Function"))
    expect(holders).toContain(`${ref.replace("printcloud-laptop-", "")}-role`);
});

/** A merchant's server that is overloaded. */
const away: RequestListener = (_, response) => {
  response.writeHead(503).end();
};

/** Asks twice with one key; the answer is `status` both times. */
async function repeats(path: string, body: unknown, status: number): Promise<Answer> {
  const headers = { "idempotency-key": `${path} ${status}` };
  const first = await merchant.post(path, body, headers);
  expect(first.status, first.text).toBe(status);
  const second = await merchant.post(path, body, headers);
  expect(second.status).toBe(status);
  return first;
}

/** An order may be read in the moment in which its files go. */
async function withoutDocuments(orderId: string): Promise<void> {
  const keys = (await operator.objects("Files", "live")).filter((key) => key.includes(`${orderId}/doc/`));
  for (const Key of keys)
    await operator.s3.send(new DeleteObjectCommand({ Bucket: operator.bucket("Files"), Key }));
  expect((await live.order(orderId)).items[0]?.files).toEqual([]);
}

async function preflighted(file: object) {
  const begun = Object((await merchant.post("/preflights", { file, productId: "postcard-a6" })).json);
  return eventually(async () => {
    const view = Object((await merchant.get(`/preflights/${begun.id}`)).json);
    expect(["done", "failed"]).toContain(view.state);
    return view;
  }, 60);
}

function queueAt(name: string) {
  const { ref: url, attributes } = cloud.laptop.resource(name);
  return { url, arn: String(attributes.Arn) };
}

/** Made at run time beside those of the template. */
function facilityQueue(facilityId: string) {
  const { url, arn } = queueAt("track-station/Queue");
  const name = `printcloud-laptop-facility-${facilityId}`;
  return { url: url.replace(/[^/]+$/, name), arn: arn.replace(/[^:]+$/, name) };
}

function card(productId = "postcard-a6", quantity = 1) {
  const files = { images: [{ url: `${sources.origin}/card.jpg` }] };
  return orderOf([{ productId, quantity, files }]);
}

async function shippedOrders(): Promise<OrderView[]> {
  return OrdersView.parse((await merchant.get("/orders?state=shipped")).json).items;
}

/** Takes Utrecht's bells until the one for this order is heard. */
async function ticketFor({ id, items: [item] }: OrderView) {
  for (let bells = 0; bells < 20; bells++) {
    const bell = await utrecht.bell();
    if (bell.kind !== "production_ticket") continue;
    const { itemId } = Ticket.parse(JSON.parse((await operator.read("Tickets", bell.key)).toString()));
    if (itemId === item?.id) return bell;
  }
  throw new Error(`no bell for ${id}`);
}

/** A live order that waits for its facility. */
async function queued(quantity = 1): Promise<OrderView> {
  const { id } = await live.place(card("postcard-a6", quantity));
  return live.until(id, ({ items }) => items[0]?.state === "queued");
}
