import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsError, type Caller, type Question } from "../../../lib/laptop/call.ts";
import type { Mapping } from "../../../lib/laptop/mappings/mapping-spec.ts";
import { pollQueue } from "../../../lib/laptop/mappings/poller.ts";
import { type AskSqs, sqsAs } from "../../../lib/laptop/mappings/sqs-as.ts";
import { openSqs, type Sqs } from "../../../lib/laptop/sqs/sqs.ts";

const accountId = "123456789012";
const endpoint = "http://127.0.0.1:1";
let folder: string;
let sqs: Sqs;
let ask: AskSqs;
let stop: AbortController;
let polling: Promise<void>;
let said: string[];
let refuses: (question: Question) => boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mappings-"));
  sqs = await openSqs({ folder, accountId, region: "eu-west-1", endpoint });
  const caller: Caller = {
    accountId,
    arn: "arn",
    userId: "AROAX:worker",
    authorize(question) {
      if (refuses(question)) throw new AwsError("AccessDenied", `may not ${question.action}`, 403);
    },
  };
  refuses = () => false;
  ask = sqsAs(sqs.service, caller);
  stop = new AbortController();
  said = [];
});

afterEach(async () => {
  stop.abort();
  await polling;
  await sqs.close();
  await rm(folder, { recursive: true });
});

interface Batch {
  readonly Records: readonly { messageId: string; body: string; [name: string]: unknown }[];
}
type Handler = (batch: Batch) => unknown;

async function open(handler: Handler, more: Partial<Mapping> = {}, most = 10): Promise<string> {
  const fifo = more.queueArn?.endsWith(".fifo") === true;
  const QueueName = fifo ? "work.fifo" : "work";
  const Attributes = {
    VisibilityTimeout: more.windowSeconds ? "5" : "1",
    ...(fifo && { FifoQueue: "true", ContentBasedDeduplication: "true" }),
  };
  await ask("CreateQueue", { QueueName, Attributes });
  const queueUrl = `${endpoint}/${accountId}/${QueueName}`;
  const mapping: Mapping = {
    logicalId: "Mapping",
    queueArn: `arn:aws:sqs:eu-west-1:${accountId}:work`,
    queueUrl,
    functionName: "worker",
    batchSize: 10,
    windowSeconds: 0,
    partial: true,
    maximumConcurrency: undefined,
    ...more,
  };
  const functions = {
    concurrencyOf: () => most,
    async invoke(_: string, event: string) {
      try {
        return { failed: false, body: JSON.stringify((await handler(JSON.parse(event))) ?? null) };
      } catch {
        return { failed: true, body: "{}" };
      }
    },
  };
  const say = (line: string) => said.push(line);
  polling = pollQueue({ mapping, functions, sqs: ask, region: "eu-west-1", say }, stop.signal);
  return queueUrl;
}

async function send(QueueUrl: string, ...bodies: readonly string[]): Promise<void> {
  const Entries = bodies.map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
  await ask("SendMessageBatch", { QueueUrl, Entries });
}

async function left(QueueUrl: string): Promise<number> {
  const answer = Object(await ask("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] }));
  const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesNotVisible: busy } =
    answer.Attributes;
  return Number(ready) + Number(busy);
}

test("a sent message wakes the function at once, as the record that Lambda makes of it", async () => {
  const seen: Batch[] = [];
  const QueueUrl = await open((batch) => void seen.push(batch));
  await sleep(50);
  const sent = performance.now();
  await ask("SendMessage", {
    QueueUrl,
    MessageBody: "hello",
    MessageAttributes: { kind: { DataType: "String", StringValue: "greeting" } },
  });
  await expect.poll(() => seen, { interval: 5 }).toHaveLength(1);
  expect(performance.now() - sent).toBeLessThan(500);
  expect(seen[0]?.Records).toEqual([
    {
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      body: "hello",
      attributes: expect.objectContaining({ ApproximateReceiveCount: "1", SenderId: "AROAX:worker" }),
      messageAttributes: {
        kind: { stringValue: "greeting", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfMessageAttributes: expect.any(String),
      md5OfBody: "5d41402abc4b2a76b9719d911017c592",
      eventSource: "aws:sqs",
      eventSourceARN: `arn:aws:sqs:eu-west-1:${accountId}:work`,
      awsRegion: "eu-west-1",
    },
  ]);
  await expect.poll(() => left(QueueUrl)).toBe(0);
});

test.each([
  ["nothing", undefined, []],
  ["an empty list", { batchItemFailures: [] }, []],
  ["null for the list", { batchItemFailures: null }, []],
  ["no list", {}, []],
  ["one failure", (id: string) => ({ batchItemFailures: [{ itemIdentifier: id }] }), ["a"]],
  ["an empty id", { batchItemFailures: [{ itemIdentifier: "" }] }, ["a", "b"]],
  ["a stranger's id", { batchItemFailures: [{ itemIdentifier: "x" }] }, ["a", "b"]],
  ["another key", { batchItemFailures: [{ id: "x" }] }, ["a", "b"]],
  ["a text", "fine", ["a", "b"]],
])("a function that answers %s gets back just the messages that failed", async (_, answer, again) => {
  const bodies: string[] = [];
  const QueueUrl = await open(({ Records }) => {
    bodies.push(...Records.map(({ body }) => body));
    const failed = Records.find(({ body }) => body === "a")?.messageId ?? "";
    return typeof answer === "function" ? answer(failed) : answer;
  });
  await send(QueueUrl, "a", "b");
  await sleep(100);
  expect(bodies.toSorted()).toEqual(["a", "b"]);
  expect(await left(QueueUrl)).toBe(again.length);
});

test("an error keeps the whole batch, which comes back after its visibility timeout", async () => {
  const counts: string[] = [];
  const QueueUrl = await open(({ Records }) => {
    counts.push(String(Object(Records[0]?.attributes).ApproximateReceiveCount));
    if (counts.length === 1) throw new Error("first time");
  });
  await send(QueueUrl, "a");
  await expect.poll(() => left(QueueUrl), { timeout: 4000 }).toBe(0);
  expect(counts).toEqual(["1", "2"]);
});

test("without partial answers whatever is returned means success", async () => {
  const QueueUrl = await open(() => ({ batchItemFailures: [{ itemIdentifier: "x" }] }), { partial: false });
  await send(QueueUrl, "a");
  await expect.poll(() => left(QueueUrl)).toBe(0);
});

test("never more at once than the mapping allows, and batches no larger than it says", async () => {
  let now = 0;
  let most = 0;
  const sizes: number[] = [];
  const QueueUrl = await open(
    async ({ Records }) => {
      sizes.push(Records.length);
      most = Math.max(most, ++now);
      await sleep(30);
      now -= 1;
    },
    { batchSize: 2, maximumConcurrency: 3 },
  );
  await send(QueueUrl, "1", "2", "3", "4", "5", "6", "7", "8", "9");
  await expect.poll(() => left(QueueUrl)).toBe(0);
  expect(most).toBe(3);
  expect(Math.max(...sizes)).toBe(2);
});

test("a window gathers what comes a little later into one batch", async () => {
  const batches: number[] = [];
  const QueueUrl = await open(({ Records }) => void batches.push(Records.length), {
    batchSize: 20,
    windowSeconds: 1,
  });
  await send(QueueUrl, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
  await sleep(100);
  await send(QueueUrl, "11", "12");
  await expect.poll(() => left(QueueUrl), { timeout: 4000 }).toBe(0);
  expect(batches).toEqual([12]);
});

test("the messages of a group stay in order, one batch after the other, also over a failure", async () => {
  const done: string[] = [];
  let failedOnce = false;
  const arn = `arn:aws:sqs:eu-west-1:${accountId}:work.fifo`;
  const QueueUrl = await open(
    ({ Records }) => {
      const at = failedOnce ? -1 : Records.findIndex(({ body }) => body === "2");
      failedOnce ||= at >= 0;
      const failed = at < 0 ? [] : Records.slice(at);
      done.push(...Records.filter((record) => !failed.includes(record)).map(({ body }) => body));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
    { queueArn: arn, batchSize: 3 },
  );
  for (const MessageBody of ["1", "2", "3", "4", "5"])
    await ask("SendMessage", { QueueUrl, MessageBody, MessageGroupId: "g" });
  await expect.poll(() => left(QueueUrl), { timeout: 6000 }).toBe(0);
  expect(done).toEqual(["1", "2", "3", "4", "5"]);
});

test("a role that may not receive is told once, and polls again when it may", async () => {
  refuses = ({ action }) => action === "sqs:ReceiveMessage";
  const bodies: string[] = [];
  const QueueUrl = await open(({ Records }) => void bodies.push(...Records.map(({ body }) => body)));
  await expect.poll(() => said).toEqual(["Mapping: may not sqs:ReceiveMessage"]);
  refuses = () => false;
  await send(QueueUrl, "at last");
  await expect.poll(() => bodies, { timeout: 5000 }).toEqual(["at last"]);
});
