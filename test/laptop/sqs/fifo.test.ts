import { expect, test } from "vitest";
import { bodies, counts, type Opened, opened, receive } from "./opened.ts";

const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };

async function events(more: Record<string, string> = {}) {
  const it = await opened();
  const url = await it.queue("events.fifo", { ...fifo, ...more });
  return { ...it, url, send: sender(it, url) };
}

function sender({ client }: Opened, QueueUrl: string) {
  return (MessageGroupId: string, MessageBody: string, MessageDeduplicationId?: string) =>
    client.sendMessage({ QueueUrl, MessageGroupId, MessageBody, MessageDeduplicationId });
}

test("one receive hands out several messages of one group, in order", async () => {
  const { client, url, send } = await events();
  for (const body of ["1", "2", "3"]) await send("a", body);
  const messages = await receive(client, url);
  expect(messages.map((message) => message.Body)).toEqual(["1", "2", "3"]);
  const numbers = messages.map((message) => message.Attributes?.SequenceNumber ?? "");
  expect(numbers).toEqual([...numbers].sort());
  expect(numbers[0]).toHaveLength(20);
});

test("a group is closed while one of its messages is in flight; others are open", async () => {
  const { client, url, send } = await events();
  for (const [group, body] of [
    ["a", "a1"],
    ["a", "a2"],
    ["b", "b1"],
  ] as const)
    await send(group, body);
  const [first] = await receive(client, url, { MaxNumberOfMessages: 1 });
  expect(first?.Body).toBe("a1");
  expect(await bodies(client, url)).toEqual(["b1"]);
  expect(await bodies(client, url)).toEqual([]);
  await client.deleteMessage({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle });
  expect(await bodies(client, url)).toEqual(["a2"]);
});

test("a message that comes back is before its followers again", async () => {
  const { client, url, send, pass } = await events();
  for (const body of ["1", "2", "3"]) await send("a", body);
  await receive(client, url, { MaxNumberOfMessages: 2 });
  pass(30);
  expect(await bodies(client, url)).toEqual(["1", "2", "3"]);
});

test("a long poll wakes when its group opens", async () => {
  const { client, url, send } = await events();
  for (const body of ["1", "2"]) await send("a", body);
  const [first] = await receive(client, url, { MaxNumberOfMessages: 1 });
  const poll = bodies(client, url, { WaitTimeSeconds: 10 });
  await client.deleteMessage({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle });
  expect(await poll).toEqual(["2"]);
});

test("a duplicate within five minutes is accepted, answered alike and not stored", async () => {
  const { client, url, send, pass, reopen } = await events();
  const first = await send("a", "x", "id-1");
  await reopen();
  const twin = await send("b", "y", "id-1");
  expect([twin.MessageId, twin.SequenceNumber]).toEqual([first.MessageId, first.SequenceNumber]);
  const [message] = await receive(client, url);
  await client.deleteMessage({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle });
  await reopen();
  pass(299);
  await send("a", "x", "id-1");
  expect(await counts(client, url)).toEqual([0, 0, 0]);
  pass(1);
  await send("a", "x", "id-1");
  expect(await counts(client, url)).toEqual([1, 0, 0]);
});

test("the body is the deduplication id where the queue says so, and else one is needed", async () => {
  const { client, url, send, queue } = await events();
  await send("a", "same");
  await send("b", "same");
  expect(await counts(client, url)).toEqual([1, 0, 0]);
  const strict = await queue("strict.fifo", { FifoQueue: "true" });
  const refused = { name: "InvalidParameterValue" };
  await expect(
    client.sendMessage({ QueueUrl: strict, MessageBody: "x", MessageGroupId: "a" }),
  ).rejects.toMatchObject(refused);
  await expect(client.sendMessage({ QueueUrl: url, MessageBody: "x" })).rejects.toMatchObject({
    name: "MissingParameter",
  });
});

test("deduplication can be per group", async () => {
  const scope = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
  const { client, url, send } = await events(scope);
  await send("a", "same");
  await send("b", "same");
  await send("b", "same");
  expect(await counts(client, url)).toEqual([2, 0, 0]);
});

test("a FIFO queue does not accept a handle whose time is up", async () => {
  const { client, url: QueueUrl, send, pass } = await events();
  await send("a", "x");
  const [message] = await receive(client, QueueUrl);
  const ReceiptHandle = message?.ReceiptHandle;
  pass(30);
  await expect(client.deleteMessage({ QueueUrl, ReceiptHandle })).rejects.toThrow(/expired/);
  expect(await counts(client, QueueUrl)).toEqual([1, 0, 0]);
});
