import { QueueDoesNotExist, QueueNameExists } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { testAccountId } from "../serve.ts";
import { arnOf, bodies, opened } from "./opened.ts";

test("a queue made twice with the same attributes is the same queue; with others it is refused", async () => {
  const { client, served, queue } = await opened();
  const url = await queue("orders", { VisibilityTimeout: "45" });
  expect(url).toBe(`${served.endpoint}/${testAccountId}/orders`);
  expect(await queue("orders", { VisibilityTimeout: "45" })).toBe(url);
  expect(await queue("orders")).toBe(url);
  const refusal = await queue("orders", { VisibilityTimeout: "46" }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(QueueNameExists);
  expect(await client.getQueueUrl({ QueueName: "orders" })).toMatchObject({ QueueUrl: url });
});

test("policies are the same when they mean the same", async () => {
  const { queue } = await opened();
  await queue("orders", { Policy: '{"Version":"2012-10-17","Statement":[]}' });
  await queue("orders", { Policy: '{ "Version": "2012-10-17", "Statement": [] }' });
});

test("an unknown queue has the SDK's error class, name and old code", async () => {
  const { client } = await opened();
  const error = await client.getQueueUrl({ QueueName: "nowhere" }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(QueueDoesNotExist);
  expect(error).toMatchObject({
    name: "QueueDoesNotExist",
    Error: { Code: "AWS.SimpleQueueService.NonExistentQueue" },
  });
});

test("attributes have AWS's defaults, can be set, and are checked", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  const all = await client.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  expect(all.Attributes).toMatchObject({
    QueueArn: arnOf("orders"),
    VisibilityTimeout: "30",
    MaximumMessageSize: "1048576",
    MessageRetentionPeriod: "345600",
    DelaySeconds: "0",
    ApproximateNumberOfMessages: "0",
  });
  await client.setQueueAttributes({
    QueueUrl,
    Attributes: { DelaySeconds: "7", Policy: '{"Statement":[]}' },
  });
  await client.setQueueAttributes({ QueueUrl, Attributes: { Policy: "" } });
  const some = await client.getQueueAttributes({ QueueUrl, AttributeNames: ["DelaySeconds", "Policy"] });
  expect(some.Attributes).toEqual({ DelaySeconds: "7" });
  const set = (Attributes: Record<string, string>) => client.setQueueAttributes({ QueueUrl, Attributes });
  await expect(set({ VisibilityTimeout: "43201" })).rejects.toMatchObject({ name: "InvalidAttributeValue" });
  await expect(set({ ContentBasedDeduplication: "true" })).rejects.toMatchObject({
    name: "InvalidAttributeName",
  });
  await expect(set({ QueueArn: "x" })).rejects.toMatchObject({ name: "InvalidAttributeName" });
});

test("a policy of more than 20 statements is refused, as at a deploy", async () => {
  const { queue } = await opened();
  const policy = (statements: number) =>
    JSON.stringify({ Statement: Array(statements).fill({ Effect: "Allow" }) });
  await queue("twenty", { Policy: policy(20) });
  await expect(queue("more", { Policy: policy(21) })).rejects.toMatchObject({ name: "OverLimit" });
});

test("a FIFO queue has its suffix and its attribute, or it is refused", async () => {
  const { queue } = await opened();
  await queue("events.fifo", { FifoQueue: "true" });
  await expect(queue("events.fifo2")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(queue("plain.fifo")).rejects.toMatchObject({ name: "InvalidParameterValue" });
  await expect(queue("plain", { FifoQueue: "true" })).rejects.toThrow();
});

test("queues are listed by prefix and page", async () => {
  const { client, queue } = await opened();
  const urls = [await queue("a-1"), await queue("a-2"), await queue("a-3")];
  await queue("b-1");
  const first = await client.listQueues({ QueueNamePrefix: "a-", MaxResults: 2 });
  expect(first.QueueUrls).toEqual(urls.slice(0, 2));
  const rest = await client.listQueues({ QueueNamePrefix: "a-", MaxResults: 2, NextToken: first.NextToken });
  expect(rest.QueueUrls).toEqual(urls.slice(2));
  expect(rest.NextToken).toBeUndefined();
});

test("a purged queue is empty, a deleted one is gone", async () => {
  const { client, queue } = await opened();
  const QueueUrl = await queue("orders");
  for (const MessageBody of ["1", "2", "3"]) await client.sendMessage({ QueueUrl, MessageBody });
  await client.purgeQueue({ QueueUrl });
  expect(await bodies(client, QueueUrl)).toEqual([]);
  await client.deleteQueue({ QueueUrl });
  await expect(client.sendMessage({ QueueUrl, MessageBody: "4" })).rejects.toBeInstanceOf(QueueDoesNotExist);
});

test("tags are kept, changed and taken away", async () => {
  const { client } = await opened();
  const { QueueUrl } = await client.createQueue({ QueueName: "orders", tags: { stage: "test" } });
  await client.tagQueue({ QueueUrl, Tags: { owner: "print" } });
  await client.untagQueue({ QueueUrl, TagKeys: ["stage"] });
  expect((await client.listQueueTags({ QueueUrl })).Tags).toEqual({ owner: "print" });
});
