import { expect, test } from "vitest";
import { after, arnOf, bodies, counts, type Opened, opened, receive } from "./opened.ts";

const redrive = (target: string, maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(target), maxReceiveCount }),
});

async function pair(maxReceiveCount = 2) {
  const it = await opened();
  const dead = await it.queue("dead");
  const url = await it.queue("orders", redrive("dead", maxReceiveCount));
  return { ...it, dead, url };
}

/** Sends them and lets each be received as often as it may. */
async function exhaust({ client, pass }: Opened, QueueUrl: string, sent: string[]) {
  for (const MessageBody of sent) await client.sendMessage({ QueueUrl, MessageBody });
  for (const _attempt of [1, 2]) {
    expect(await bodies(client, QueueUrl)).toEqual(sent);
    pass(30);
  }
}

test("a message received too often moves to the dead-letter queue, in order, whole and with its source", async () => {
  const it = await pair();
  await exhaust(it, it.url, ["1", "2", "3"]);
  expect(await bodies(it.client, it.url)).toEqual([]);
  const dead = await receive(it.client, it.dead);
  expect(dead.map((message) => message.Body)).toEqual(["1", "2", "3"]);
  expect(dead[0]?.Attributes).toMatchObject({
    DeadLetterQueueSourceArn: arnOf("orders"),
    ApproximateReceiveCount: "3", // AWS counts over all queues
  });
});

test("a poll at the dead-letter queue wakes when a message arrives there", async () => {
  const it = await pair();
  await exhaust(it, it.url, ["x"]);
  const poll = bodies(it.client, it.dead, { WaitTimeSeconds: 10 });
  expect(await bodies(it.client, it.url)).toEqual([]);
  expect(await poll).toEqual(["x"]);
});

test("a dead-letter queue counts its own receives before it gives up itself", async () => {
  const { client, queue, pass } = await opened();
  await queue("last");
  await queue("dead", redrive("last", 1));
  const QueueUrl = await queue("orders", redrive("dead", 1));
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  await receive(client, QueueUrl);
  pass(30);
  expect(await bodies(client, QueueUrl)).toEqual([]);
  expect(await bodies(client, await queue("dead"))).toEqual(["x"]);
});

test("a FIFO group goes on with the next message when one is buried", async () => {
  const { client, queue, pass } = await opened();
  const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  const dead = await queue("dead.fifo", fifo);
  const QueueUrl = await queue("events.fifo", { ...fifo, ...redrive("dead.fifo", 1) });
  for (const MessageBody of ["1", "2"])
    await client.sendMessage({ QueueUrl, MessageBody, MessageGroupId: "a" });
  expect(await bodies(client, QueueUrl, { MaxNumberOfMessages: 1 })).toEqual(["1"]);
  pass(30);
  expect(await bodies(client, QueueUrl)).toEqual(["2"]);
  expect(await bodies(client, dead)).toEqual(["1"]);
});

test("a redrive target must exist, be of the same kind and allow it", async () => {
  const { queue } = await opened();
  const refused = { name: "InvalidParameterValue" };
  await expect(queue("orders", redrive("nowhere", 3))).rejects.toMatchObject(refused);
  await queue("dead");
  await expect(queue("events.fifo", { FifoQueue: "true", ...redrive("dead", 3) })).rejects.toMatchObject(
    refused,
  );
  await queue("closed", { RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) });
  await expect(queue("orders", redrive("closed", 3))).rejects.toMatchObject(refused);
  const sourceQueueArns = [arnOf("orders")];
  await queue("some", {
    RedriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns }),
  });
  await queue("orders", redrive("some", 3));
  await expect(queue("others", redrive("some", 3))).rejects.toMatchObject(refused);
});

test("a dead-letter queue knows its sources", async () => {
  const { client, dead, url } = await pair();
  expect((await client.listDeadLetterSourceQueues({ QueueUrl: dead })).queueUrls).toEqual([url]);
});

test("a move task brings the messages back to their source as new ones", async () => {
  const it = await pair();
  const { client } = it;
  await exhaust(it, it.url, ["1", "2"]);
  await receive(client, it.url);
  const [buried] = await receive(client, it.dead, { VisibilityTimeout: 0 });
  await client.startMessageMoveTask({ SourceArn: arnOf("dead") });
  const back = await receive(client, it.url, { WaitTimeSeconds: 5 });
  expect(back.map((message) => message.Body)).toEqual(["1", "2"]);
  expect(back[0]?.MessageId).not.toBe(buried?.MessageId);
  expect(back[0]?.Attributes?.ApproximateReceiveCount).toBe("1");
  expect(back[0]?.Attributes?.DeadLetterQueueSourceArn).toBeUndefined();
  const { Results } = await client.listMessageMoveTasks({ SourceArn: arnOf("dead") });
  expect(Results).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 2 }]);
});

test("a slow move task can be watched, is alone, and can be cancelled", async () => {
  const { client, dead, queue } = await pair();
  const other = await queue("other");
  for (const MessageBody of ["1", "2", "3"]) await client.sendMessage({ QueueUrl: dead, MessageBody });
  const start = { SourceArn: arnOf("dead"), DestinationArn: arnOf("other"), MaxNumberOfMessagesPerSecond: 1 };
  const { TaskHandle } = await client.startMessageMoveTask(start);
  await after(50);
  await expect(client.startMessageMoveTask(start)).rejects.toMatchObject({ name: "UnsupportedOperation" });
  expect(await client.cancelMessageMoveTask({ TaskHandle })).toMatchObject({
    ApproximateNumberOfMessagesMoved: 1,
  });
  await after(1100);
  expect(await counts(client, other)).toEqual([1, 0, 0]);
  expect(await counts(client, dead)).toEqual([2, 0, 0]);
});

test("a move task goes on after a restart", async () => {
  const { client, dead, queue, reopen } = await pair();
  const other = await queue("other");
  for (const MessageBody of ["1", "2"]) await client.sendMessage({ QueueUrl: dead, MessageBody });
  const start = { SourceArn: arnOf("dead"), DestinationArn: arnOf("other"), MaxNumberOfMessagesPerSecond: 1 };
  await client.startMessageMoveTask(start);
  await after(50);
  expect(await bodies(client, other)).toEqual(["1"]);
  await reopen();
  expect(await bodies(client, other, { WaitTimeSeconds: 5 })).toEqual(["2"]);
});

test("a move task needs a dead-letter queue, and fails on messages without a source", async () => {
  const { client, dead } = await pair();
  const start = client.startMessageMoveTask({ SourceArn: arnOf("orders") });
  await expect(start).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await client.sendMessage({ QueueUrl: dead, MessageBody: "from nowhere" });
  await client.startMessageMoveTask({ SourceArn: arnOf("dead") });
  await after(30);
  const { Results } = await client.listMessageMoveTasks({ SourceArn: arnOf("dead") });
  expect(Results).toMatchObject([{ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" }]);
});
