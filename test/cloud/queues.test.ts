import { ReceiveMessageCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { deadLettersIn } from "../../lib/cloud/dead-letters.ts";
import { facilityQueues } from "../../lib/cloud/facility-queues.ts";
import { outbox } from "../../lib/cloud/outbox.ts";
import { visibilityOf } from "../../lib/cloud/visibility.ts";
import { Unsent } from "../../lib/order/errors.ts";
import { messageOf, type Parcelled } from "../../lib/order/messages.ts";
import { withEvent } from "../../lib/order/transitions.ts";
import { enrol } from "../intake/taking.ts";
import { madeFacility, madeOrder } from "../order/made.ts";
import { type OpenedCloud, openCloud } from "./opened.ts";

function prepares(count: number): Parcelled[] {
  const order = madeOrder({ items: Array.from({ length: count }, () => ({})) });
  return order.items.map(({ id: itemId, generation }, n) =>
    messageOf(order, { kind: "prepare", id: `e${n}`, itemId, generation }),
  );
}

function events(cloud: OpenedCloud, count: number): Parcelled[] {
  let order = madeOrder();
  for (let n = 0; n < count; n++)
    order = withEvent(order, { type: "item.queued", itemId: null, data: {} }, cloud.ledger);
  return order.effects.map((effect) => messageOf(order, effect));
}

function bell(facilityId: string, n: number): Parcelled {
  const ticketId = "tkt_01KAJ0000000000000000000ZZ";
  return {
    to: "facility",
    effectId: `bell${n}`,
    facilityId,
    bell: { v: 1, kind: "recall", ticketId, generation: n },
  };
}

const idsOf = (parcels: readonly Parcelled[]) => parcels.map(({ effectId }) => effectId);

test("everything is sent and named as taken: fifty of a kind, events in order, bells to their own facility", async () => {
  const cloud = await openCloud();
  const queueUrl = await enrol(cloud, madeFacility());
  const parcels = [...prepares(50), ...events(cloud, 25), bell("test-amsterdam", 1)];
  expect((await cloud.ledger.outbox.send(parcels)).sort()).toEqual(idsOf(parcels).sort());
  expect(await cloud.taken("prepare")).toHaveLength(50);
  expect((await cloud.taken("project")).map(({ event }) => event?.sequence)).toEqual(
    Array.from({ length: 25 }, (_, n) => n + 1),
  );
  expect(await cloud.taken(queueUrl)).toMatchObject([{ kind: "recall" }]);
});

test("messages carry their merchant as group, so that one flood does not starve the others", async () => {
  const cloud = await openCloud();
  await cloud.ledger.outbox.send([...prepares(1), ...events(cloud, 1)]);
  const groups = ["prepare", "project"].map(async (name) => {
    const QueueUrl = cloud.queues[name as "prepare"];
    const { Messages = [] } = await cloud.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["MessageGroupId"] }),
    );
    return Messages[0]?.Attributes?.MessageGroupId;
  });
  const { merchantId } = madeOrder();
  expect(await Promise.all(groups)).toEqual([merchantId, `test-${merchantId}`]);
});

test("what a batch did not take stays, and what follows it in its queue too", async () => {
  const cloud = await openCloud();
  cloud.sqs.middlewareStack.add(
    (next, context) => async (call) => {
      if (context.commandName !== "SendMessageBatchCommand") return next(call);
      const { Entries = [], QueueUrl } = call.input as {
        Entries: { Id: string; MessageBody: string }[];
        QueueUrl: string;
      };
      const reply = await next({
        ...call,
        input: { QueueUrl, Entries: Entries.filter(({ Id }) => Id !== "3") } as never,
      });
      return reply;
    },
    { step: "initialize" },
  );
  const parcels = prepares(25);
  expect(await cloud.ledger.outbox.send(parcels)).toEqual(
    idsOf(parcels.slice(0, 10)).filter((id) => id !== "e3"),
  );
});

test("events stop at the first that the queue did not take", async () => {
  const cloud = await openCloud();
  let sent = 0;
  cloud.sqs.middlewareStack.add(
    (next, context) => async (call) => {
      if (context.commandName?.startsWith("SendMessage") && ++sent === 3) throw new Error("down");
      return next(call);
    },
    { step: "initialize" },
  );
  const parcels = events(cloud, 5);
  const failed = await cloud.ledger.outbox.send(parcels).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Unsent);
  expect(failed).toMatchObject({ taken: idsOf(parcels.slice(0, 2)), cause: { message: "down" } });
  expect(await cloud.taken("project")).toHaveLength(2);
});

test("a sender leaves alone what it has no queue for and may not ring", async () => {
  const cloud = await openCloud();
  await enrol(cloud, madeFacility());
  const { send } = outbox(
    cloud.sqs,
    { urls: { event: cloud.queues.project }, rings: false },
    cloud.facilities,
  );
  const told = events(cloud, 1);
  expect(await send([...prepares(1), ...told, bell("test-amsterdam", 1)])).toEqual(idsOf(told));
});

test("a bell for a facility that is not there waits", async () => {
  const cloud = await openCloud();
  expect(await cloud.ledger.outbox.send([bell("nowhere", 1)])).toEqual([]);
});

test("hidden messages come back when told, and handles of messages that are gone do no harm", async () => {
  const cloud = await openCloud();
  const QueueUrl = cloud.queues.prepare;
  await cloud.ledger.outbox.send(prepares(2));
  const take = () => cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const handles = ((await take()).Messages ?? []).map(({ ReceiptHandle = "" }) => ReceiptHandle);
  expect((await take()).Messages).toBeUndefined();
  await visibilityOf(cloud.sqs, QueueUrl).hide(handles, 0);
  expect((await take()).Messages).toHaveLength(2);
  await cloud.taken("prepare");
  await visibilityOf(cloud.sqs, QueueUrl).hide(handles, 0);
});

test("dead letters are seen, each once in a look, and stay", async () => {
  const cloud = await openCloud();
  const dead = await cloud.makeQueue("dead");
  const Entries = Array.from({ length: 10 }, (_, n) => ({ Id: String(n), MessageBody: `letter ${n}` }));
  await cloud.sqs.send(new SendMessageBatchCommand({ QueueUrl: dead, Entries }));
  const empty = await cloud.makeQueue("empty");
  const seen = await deadLettersIn(cloud.sqs, { route: dead, render: empty }).look();
  expect(new Set(seen.map(({ body }) => body)).size).toBe(10);
  expect(new Set(seen.map(({ queue }) => queue))).toEqual(new Set(["route"]));
  expect(seen).toHaveLength(10);
});

test("a facility's queue is made under the stage's name, redrives to the one dead queue, and is found again", async () => {
  const cloud = await openCloud();
  await cloud.makeQueue("facilities-dead");
  const deadQueueArn = "arn:aws:sqs:eu-central-1:123456789012:facilities-dead";
  const queues = facilityQueues(cloud.sqs, { prefix: "printcloud-dev-facility-", deadQueueArn });
  const url = await queues.ensure("ams-one");
  expect(url.endsWith("/printcloud-dev-facility-ams-one")).toBe(true);
  expect(await queues.ensure("ams-one")).toBe(url);
});
