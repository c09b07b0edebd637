import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Claim, platformClientId, type Ticket } from "../../lib/order/ticket.ts";
import type { OrderView } from "../../lib/order/views.ts";
import { Behind } from "./behind.ts";
import { Caller, eventually, orderOf, problemOf } from "./calls.ts";
import { picture } from "./files.ts";
import { failure, Press } from "./press.ts";
import { openSources, type Sources } from "./sources.ts";
import { type Started, started } from "./started.ts";

let cloud: Started;
let sources: Sources;
let merchant: Caller;
let behind: Behind;
let leipzig: Press;
let utrecht: Press;

/** Live facilities that nobody runs: what is ordered waits there. */
beforeAll(async () => {
  sources = await openSources({ "/photo.jpg": await picture(1300, 1800) });
  cloud = await started();
  merchant = new Caller(cloud.api, cloud.keyOf("sk_live_"));
  behind = new Behind(cloud);
  leipzig = await Press.open(cloud, "leipzig");
  utrecht = await Press.open(cloud, "utrecht");
});

afterAll(async () => {
  await sources?.close();
  await cloud?.close();
});

test("a facility gets credentials for an hour, under its own name, and the places it works with", async () => {
  const amsterdam = await Press.open(cloud, "test-amsterdam");
  const { credentials, facilityId, bucket, queueUrl } = amsterdam.given;
  expect(facilityId).toBe("test-amsterdam");
  expect(bucket.prefix).toBe("facilities/test-amsterdam/");
  expect(queueUrl).toContain("test-amsterdam");
  const seconds = (Date.parse(credentials.expiration) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(3000);
  expect(seconds).toBeLessThanOrEqual(3600);
  const sts = new STSClient(amsterdam.config);
  const { Arn, UserId } = await sts.send(new GetCallerIdentityCommand({}));
  expect(Arn).toMatch(/\/test-amsterdam$/);
  expect(UserId).toMatch(/:test-amsterdam$/);
});

test("a facility takes from its own queue only, and only sends to the status queue", async () => {
  const { queueUrl, statusQueueUrl } = leipzig.given;
  expect(await failure(leipzig.receive())).toBe("none");
  expect(await failure(leipzig.receive(utrecht.given.queueUrl))).toBe("AccessDenied");
  expect(await failure(leipzig.receive(statusQueueUrl))).toBe("AccessDenied");
  expect(await failure(leipzig.send("{}", queueUrl))).toBe("AccessDenied");
  for (const other of (await behind.queues()).filter((url) => url !== queueUrl && url !== statusQueueUrl))
    expect([other, await failure(leipzig.send("{}", other))]).toEqual([other, "AccessDenied"]);
  await eventually(async () => expect(await stationMessages()).toEqual([]));
});

test("a facility reads its own prefix and creates claims there once; everything else is refused", async () => {
  const { ticket } = await waiting();
  const prefix = `${leipzig.given.bucket.prefix}tickets/${ticket.ticketId}/1/`;
  expect(await leipzig.list()).toEqual(
    expect.arrayContaining([`${prefix}inside.pdf`, `${prefix}ticket.json`]),
  );
  expect((await leipzig.get(`${prefix}inside.pdf`)).slice(0, 5)).toBe("%PDF-");
  for (const refused of [
    () => leipzig.list(utrecht.given.bucket.prefix),
    () => leipzig.list(""),
    () => leipzig.list("facilities/"),
    () => utrecht.get(`${prefix}ticket.json`),
    () => utrecht.put(`${prefix}claim`, "{}", { IfNoneMatch: "*" }),
    () => leipzig.put(`${prefix}ticket.json`, "{}", { IfNoneMatch: "*" }),
    () => leipzig.put(`${prefix}other`, "{}", { IfNoneMatch: "*" }),
    () => leipzig.put(`${prefix}claim`, "{}"),
  ])
    expect(await failure(refused())).toBe("AccessDenied");
  expect(await failure(leipzig.claim(ticket))).toBe("none");
  expect(await failure(leipzig.claim(ticket))).toBe("PreconditionFailed");
  expect(await failure(leipzig.put(`${prefix}claim`, "{}"))).toBe("AccessDenied");
  const gone = new DeleteObjectCommand({ Bucket: leipzig.given.bucket.name, Key: `${prefix}claim` });
  expect(await failure(leipzig.s3.send(gone))).toBe("AccessDenied");
  expect(await failure(behind.s3.send(gone)), "claims stay for operators too").toBe("AccessDenied");
});

test("a facility sees nothing of the table", async () => {
  const dynamo = new DynamoDBClient(leipzig.config);
  const TableName = cloud.laptop.outputs.TableName;
  expect(await failure(dynamo.send(new ScanCommand({ TableName })))).toMatch(/^AccessDenied/);
  expect(await failure(dynamo.send(new ListTablesCommand({})))).toMatch(/^AccessDenied/);
});

test("reports that are wrong change nothing, alert once each, and never hold up the right ones", async () => {
  const { order, ticket } = await waiting();
  await leipzig.report(ticket, "accepted"); // nobody has claimed it
  for (const _ of [1, 2, 3]) {
    await utrecht.report(ticket, "shipped");
    await utrecht.report({ ...ticket, ticketId: "tkt_01ARZ3NDEKTSV4RRFFQ69G5FAV" }, "shipped");
    await leipzig.report({ ...ticket, generation: 2 }, "printed");
    await leipzig.report(ticket, "burnt");
    await leipzig.report(ticket, "refused"); // without a reason
    await leipzig.send("no JSON");
    await leipzig.send(JSON.stringify({ v: 1, kind: "status" }));
  }
  await behind.sqs.send(
    new SendMessageCommand({ QueueUrl: leipzig.given.statusQueueUrl, MessageBody: "{}" }),
  );
  await eventually(async () => expect(await stationMessages()).toEqual([]));
  const wanted = [
    `foreign_ticket utrecht/${ticket.ticketId}`,
    "foreign_ticket utrecht/tkt_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    `stale_generation ${ticket.ticketId}/2`,
    `unclaimed_status ${ticket.ticketId}`,
    `unknown_sender ${cloud.laptop.accountId}`,
    "unreadable_status leipzig",
  ].sort();
  expect(await behind.alerts("live")).toEqual(wanted);
  const { history, shipments, updatedAt } = order;
  expect(await merchant.order(order.id)).toMatchObject({ history, shipments, updatedAt });
  await leipzig.claim(ticket);
  await leipzig.report(ticket, "accepted");
  await leipzig.report(ticket, "shipped", { parcels: [{ carrier: "Post", tracking: "1" }] });
  expect((await merchant.settled(order.id)).state).toBe("shipped");
  expect(await behind.alerts("live")).toEqual(wanted);
});

test("cancelling a waiting order wins its claim and recalls it from the facility", async () => {
  const { order, ticket } = await waiting();
  await leipzig.receive();
  const cancelled = await merchant.post(`/orders/${order.id}/cancel`, {});
  expect(cancelled.status, cancelled.text).toBe(200);
  expect(cancelled.json).toMatchObject({ state: "cancelled", actions: [], cancellableUntil: null });
  expect(await failure(leipzig.claim(ticket))).toBe("PreconditionFailed");
  expect(Claim.parse(JSON.parse(await leipzig.get(leipzig.claimKey(ticket)))).clientId).toBe(
    platformClientId,
  );
  const { ticketId, generation } = ticket;
  expect(await eventually(recalls)).toEqual([{ v: 1, kind: "recall", ticketId, generation }]);
  expect((await merchant.settled(order.id)).history?.map(({ type }) => type).slice(-2)).toEqual([
    "item.cancelled",
    "order.cancelled",
  ]);
  const again = await merchant.post(`/orders/${order.id}/cancel`, {});
  expect([again.status, Object(again.json).state]).toEqual([200, "cancelled"]);
});

test("what a facility has claimed cannot be cancelled any more; the other items can", async () => {
  const { order, ticket } = await waiting(2);
  await leipzig.claim(ticket);
  const late = problemOf(
    await merchant.post(`/orders/${order.id}/cancel`, { items: [{ id: ticket.itemId }] }),
  );
  expect(late).toMatchObject({ status: 409, code: "too_late", pointer: "/items/0/id", given: "accepted" });
  const other = order.items.find(({ id }) => id !== ticket.itemId)?.id ?? "";
  expect((await merchant.post(`/orders/${order.id}/cancel`, { items: [{ id: other }] })).status).toBe(200);
  const after = await merchant.order(order.id);
  expect(Object.fromEntries(after.items.map(({ id, state }) => [id, state]))).toEqual({
    [ticket.itemId]: "queued",
    [other]: "cancelled",
  });
  await leipzig.report(ticket, "shipped");
  expect((await merchant.settled(order.id)).state).toBe("shipped");
  expect(problemOf(await merchant.post(`/orders/${order.id}/cancel`, {}))).toMatchObject({
    code: "too_late",
    given: "shipped",
  });
});

/** A live order of postcards that waits at Leipzig, with a ticket of it. */
async function waiting(items = 1): Promise<{ order: OrderView; ticket: Ticket }> {
  const card = { productId: "postcard-a6", files: { images: [{ url: `${sources.origin}/photo.jpg` }] } };
  const cards = Array.from({ length: items }, (_, place) => ({ ...card, quantity: place + 1 }));
  const recipient = {
    name: "L. Leser",
    line1: "Markt 1",
    postalCode: "04109",
    city: "Leipzig",
    countryCode: "DE",
  };
  const placed = await merchant.place({ ...orderOf(cards), recipient });
  const order = await merchant.until(
    placed.id,
    (read) =>
      read.items.every(({ state }) => state === "queued") &&
      read.history?.filter(({ type }) => type === "item.queued").length === items,
  );
  const ticket = (await leipzig.tickets()).find(({ orderId }) => orderId === order.id);
  if (!ticket) throw new Error("no ticket lies at Leipzig");
  return { order, ticket };
}

/** Messages of stations and dead letters; bells of these facilities ring for nobody. */
async function stationMessages(): Promise<string[]> {
  return Object.keys(await behind.messages()).filter((queue) => !queue.includes("-facility-"));
}

async function recalls() {
  const bells = (await leipzig.receive()).filter(({ kind }) => kind === "recall");
  expect(bells.length).toBeGreaterThan(0);
  return bells;
}
