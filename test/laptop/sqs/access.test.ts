import { expect, test } from "vitest";
import { arnOf, counts, opened, receive } from "./opened.ts";

const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] };

test("each call asks for its action at its queue, batches for that of one message", async () => {
  const { client, queue, served } = await opened();
  const QueueUrl = await queue("orders");
  served.asked.length = 0;
  await client.sendMessageBatch({ QueueUrl, Entries: [{ Id: "a", MessageBody: "x" }] });
  const [message] = await receive(client, QueueUrl);
  const entry = { Id: "a", ReceiptHandle: message?.ReceiptHandle };
  await client.changeMessageVisibilityBatch({ QueueUrl, Entries: [{ ...entry, VisibilityTimeout: 9 }] });
  await client.deleteMessageBatch({ QueueUrl, Entries: [entry] });
  const actions = ["SendMessage", "ReceiveMessage", "ChangeMessageVisibility", "DeleteMessage"];
  const expected = actions.map((action) => ({ action: `sqs:${action}`, resource: arnOf("orders") }));
  expect(served.asked).toMatchObject(expected);
});

test("the queue's policy and tags go along with the question", async () => {
  const { client, served } = await opened();
  const Attributes = { Policy: JSON.stringify(policy) };
  const { QueueUrl } = await client.createQueue({ QueueName: "orders", Attributes, tags: { stage: "test" } });
  expect(served.asked.map((question) => question.action)).toEqual(["sqs:CreateQueue", "sqs:TagQueue"]);
  expect(served.asked[0]?.context).toEqual({ "aws:RequestTag/stage": "test" });
  await client.sendMessage({ QueueUrl, MessageBody: "x" });
  expect(served.asked.at(-1)).toEqual({
    action: "sqs:SendMessage",
    resource: arnOf("orders"),
    resourcePolicy: policy,
    context: { "aws:ResourceTag/stage": "test" },
  });
});

test("who may not is told so and nothing happens", async () => {
  const { client, queue, served } = await opened();
  const QueueUrl = await queue("orders");
  served.deny((question) => question.action === "sqs:SendMessage");
  const refused = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };
  await expect(client.sendMessage({ QueueUrl, MessageBody: "x" })).rejects.toMatchObject(refused);
  const Entries = [{ Id: "a", MessageBody: "x" }];
  await expect(client.sendMessageBatch({ QueueUrl, Entries })).rejects.toMatchObject(refused);
  expect(await counts(client, QueueUrl)).toEqual([0, 0, 0]);
});

test("permission is asked before it is told that a queue does not exist", async () => {
  const { client, served } = await opened();
  served.deny(() => true);
  const QueueUrl = `${served.endpoint}/123456789012/nowhere`;
  await expect(client.receiveMessage({ QueueUrl })).rejects.toMatchObject({ name: "AccessDenied" });
});

test("a move task asks for all that a redrive needs at both ends", async () => {
  const { client, queue, served } = await opened();
  await queue("dead");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 1 });
  await queue("orders", { RedrivePolicy });
  served.asked.length = 0;
  await client.startMessageMoveTask({ SourceArn: arnOf("dead") });
  const asked = served.asked.map(({ action, resource }) => `${action} ${resource.split(":").at(-1)}`);
  expect(asked).toEqual([
    "sqs:StartMessageMoveTask dead",
    "sqs:ReceiveMessage dead",
    "sqs:DeleteMessage dead",
    "sqs:GetQueueAttributes dead",
    "sqs:SendMessage orders",
  ]);
});
