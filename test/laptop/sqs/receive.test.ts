import { MessageNotInflight, ReceiptHandleIsInvalid } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { after, bodies, callOf, counts, opened, receive } from "./opened.ts";

test("a received message is hidden until its time is up, then comes back counted", async () => {
  const { client, queue, pass } = await opened();
  const QueueUrl = await queue("orders", { VisibilityTimeout: "10" });
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  const [first] = await receive(client, QueueUrl);
  expect(await bodies(client, QueueUrl)).toEqual([]);
  expect(await counts(client, QueueUrl)).toEqual([0, 0, 1]);
  pass(10);
  const [second] = await receive(client, QueueUrl, { VisibilityTimeout: 60 });
  expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
  const since = first?.Attributes?.ApproximateFirstReceiveTimestamp;
  expect(second?.Attributes?.ApproximateFirstReceiveTimestamp).toBe(since);
  expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  pass(59);
  expect(await bodies(client, QueueUrl)).toEqual([]);
});

test("a worker may keep a message for longer, or give it back at once", async () => {
  const { client, queue, pass } = await opened();
  const QueueUrl = await queue("orders");
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  const [message] = await receive(client, QueueUrl);
  const ReceiptHandle = message?.ReceiptHandle;
  await client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 100 });
  pass(99);
  expect(await bodies(client, QueueUrl)).toEqual([]);
  await client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
  expect(await counts(client, QueueUrl)).toEqual([1, 0, 0]);
  const again = client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 });
  await expect(again).rejects.toBeInstanceOf(MessageNotInflight);
});

test("an old receipt handle still deletes from a standard queue", async () => {
  const { client, queue, pass } = await opened();
  const QueueUrl = await queue("orders");
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  const [first] = await receive(client, QueueUrl);
  pass(31);
  await receive(client, QueueUrl);
  await client.deleteMessage({ QueueUrl, ReceiptHandle: first?.ReceiptHandle });
  expect(await counts(client, QueueUrl)).toEqual([0, 0, 0]);
  await client.deleteMessage({ QueueUrl, ReceiptHandle: first?.ReceiptHandle });
});

test("a handle that is none, or another queue's, is invalid", async () => {
  const { client, queue } = await opened();
  const [QueueUrl, other] = [await queue("orders"), await queue("other")];
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  const [message] = await receive(client, QueueUrl);
  const ReceiptHandle = message?.ReceiptHandle;
  const wrong = [
    client.deleteMessage({ QueueUrl, ReceiptHandle: "rubbish" }),
    client.deleteMessage({ QueueUrl: other, ReceiptHandle }),
  ];
  for (const attempt of wrong) await expect(attempt).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
});

test("delays: the queue's own, and the message's instead", async () => {
  const { client, queue, pass } = await opened();
  const QueueUrl = await queue("later", { DelaySeconds: "10" });
  await client.sendMessage({ QueueUrl, MessageBody: "queue's" });
  await client.sendMessage({ QueueUrl, MessageBody: "own", DelaySeconds: 5 });
  await client.sendMessage({ QueueUrl, MessageBody: "none", DelaySeconds: 0 });
  expect(await counts(client, QueueUrl)).toEqual([1, 2, 0]);
  expect(await bodies(client, QueueUrl)).toEqual(["none"]);
  pass(5);
  expect(await bodies(client, QueueUrl)).toEqual(["own"]);
  pass(5);
  expect(await bodies(client, QueueUrl)).toEqual(["queue's"]);
});

test("messages come oldest first, also those that come back", async () => {
  const { client, queue, pass } = await opened();
  const QueueUrl = await queue("orders");
  for (const MessageBody of ["1", "2", "3"]) await client.sendMessage({ QueueUrl, MessageBody });
  await receive(client, QueueUrl, { MaxNumberOfMessages: 2 });
  pass(30);
  expect(await bodies(client, QueueUrl)).toEqual(["1", "2", "3"]);
});

test("what is older than the retention period is gone", async () => {
  const { client, queue, pass } = await opened();
  const QueueUrl = await queue("short", { MessageRetentionPeriod: "60" });
  await client.sendMessage({ QueueUrl, MessageBody: "old" });
  pass(40);
  await client.sendMessage({ QueueUrl, MessageBody: "young" });
  pass(20);
  expect(await counts(client, QueueUrl)).toEqual([1, 0, 0]);
  expect(await bodies(client, QueueUrl)).toEqual(["young"]);
});

test("a long poll wakes when a message is sent", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const poll = bodies(client, QueueUrl, { WaitTimeSeconds: 10 });
  await after(50);
  const sentAt = performance.now();
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  expect(await poll).toEqual(["x"]);
  expect(performance.now() - sentAt).toBeLessThan(1000);
});

test("a long poll wakes when a delay ends or another receiver's time is up", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders", { ReceiveMessageWaitTimeSeconds: "10" });
  await client.sendMessage({ QueueUrl, MessageBody: "x", DelaySeconds: 1 });
  const startedAt = performance.now();
  expect(await bodies(client, QueueUrl, { VisibilityTimeout: 1 })).toEqual(["x"]);
  expect(await bodies(client, QueueUrl)).toEqual(["x"]);
  const seconds = (performance.now() - startedAt) / 1000;
  expect(seconds).toBeGreaterThan(1.9);
  expect(seconds).toBeLessThan(4);
});

test("a long poll that finds nothing ends with nothing when its time is up", async () => {
  const { client, queue } = await opened();
  const startedAt = performance.now();
  expect(await bodies(client, await queue("orders"), { WaitTimeSeconds: 1 })).toEqual([]);
  expect(performance.now() - startedAt).toBeGreaterThan(950);
});

test("a long poll whose client has left swallows nothing", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const leaving = new AbortController();
  const options = { abortSignal: leaving.signal };
  const poll = client.receiveMessage({ QueueUrl, WaitTimeSeconds: 10 }, options).catch(() => "left");
  await after(50);
  leaving.abort();
  expect(await poll).toBe("left");
  await after(20);
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  const [message] = await receive(client, QueueUrl);
  expect(message).toMatchObject({ Body: "x", Attributes: { ApproximateReceiveCount: "1" } });
});

test("a message taken for a client that left before its answer is put back uncounted", async () => {
  const { client, queue, service } = await opened();
  const QueueUrl = await queue("orders");
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  const leaving = new AbortController();
  // Leaves once the message is taken and while the journal is being written.
  const authorize = () => queueMicrotask(() => leaving.abort());
  const caller = { accountId: "", arn: "", userId: "", authorize };
  await service(callOf("ReceiveMessage", { QueueUrl }, { caller, gone: leaving.signal }));
  const [message] = await receive(client, QueueUrl);
  expect(message?.Attributes?.ApproximateReceiveCount).toBe("1");
});

test("forty polls share forty messages, each exactly one", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const polls = Array.from({ length: 40 }, () =>
    bodies(client, QueueUrl, { WaitTimeSeconds: 10, MaxNumberOfMessages: 1 }),
  );
  await after(100);
  const sent = Array.from({ length: 40 }, (_, at) => String(at));
  await Promise.all(sent.map((MessageBody) => client.sendMessage({ QueueUrl, MessageBody })));
  expect((await Promise.all(polls)).flat().sort()).toEqual(sent.sort());
});
