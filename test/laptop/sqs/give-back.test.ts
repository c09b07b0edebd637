import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSqs } from "../../../lib/laptop/sqs/sqs.ts";
import { serve, testAccountId } from "../serve.ts";
import { bodies, clientOf, counts } from "./opened.ts";

async function world() {
  const folder = await mkdtemp(join(tmpdir(), "sqs-give-back-"));
  const sqs = await openSqs({
    folder,
    accountId: testAccountId,
    region: "eu-central-1",
    endpoint: () => served.endpoint,
  });
  const served = await serve((call) => sqs.service(call));
  const client = clientOf(served.endpoint);
  onTestFinished(async () => {
    client.destroy();
    await sqs.close();
    await served.close();
    await rm(folder, { recursive: true });
  });
  return { sqs, client };
}

test("what the dead had received is there again at once, counted as received; what is delayed stays so", async () => {
  const { sqs, client } = await world();
  const { QueueUrl = "" } = await client.createQueue({ QueueName: "orders" });
  await client.sendMessage({ QueueUrl, MessageBody: "held" });
  await client.sendMessage({ QueueUrl, MessageBody: "later", DelaySeconds: 600 });
  expect(await bodies(client, QueueUrl, { VisibilityTimeout: 3600 })).toEqual(["held"]);
  expect(await bodies(client, QueueUrl)).toEqual([]);
  sqs.giveBack("orders");
  expect(await counts(client, QueueUrl)).toEqual([1, 1, 0]);
  const { Messages = [] } = await client.receiveMessage({ QueueUrl, MessageSystemAttributeNames: ["All"] });
  expect(Messages[0]).toMatchObject({ Body: "held", Attributes: { ApproximateReceiveCount: "2" } });
});

test("a group that was held flows again, in its order", async () => {
  const { sqs, client } = await world();
  const { QueueUrl = "" } = await client.createQueue({
    QueueName: "events.fifo",
    Attributes: { FifoQueue: "true" },
  });
  for (const MessageBody of ["1", "2", "3"])
    await client.sendMessage({
      QueueUrl,
      MessageBody,
      MessageGroupId: "a",
      MessageDeduplicationId: MessageBody,
    });
  expect(await bodies(client, QueueUrl, { MaxNumberOfMessages: 1, VisibilityTimeout: 3600 })).toEqual(["1"]);
  expect(await bodies(client, QueueUrl)).toEqual([]);
  sqs.giveBack("events.fifo");
  expect(await bodies(client, QueueUrl)).toEqual(["1", "2", "3"]);
});

test("a queue that is not there has nothing to give back", async () => {
  const { sqs } = await world();
  expect(() => sqs.giveBack("nowhere")).not.toThrow();
});
