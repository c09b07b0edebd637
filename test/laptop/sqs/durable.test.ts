import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { Journal } from "../../../lib/laptop/sqs/journal.ts";
import { bodies, callOf, clientOf, counts, opened, receive } from "./opened.ts";

test("ready, delayed and in-flight messages outlive a kill -9, with their deadlines", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sqs-kill-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const first = await child(folder);
  const { QueueUrl } = await first.client.createQueue({ QueueName: "orders" });
  await first.client.sendMessage({ QueueUrl, MessageBody: "in flight" });
  const [held] = await receive(first.client, QueueUrl ?? "", { VisibilityTimeout: 2 });
  const heldAt = Date.now();
  await first.client.sendMessage({ QueueUrl, MessageBody: "delayed", DelaySeconds: 600 });
  const acknowledged = await sendUntilKilled(first, QueueUrl);
  const second = await child(folder);
  onTestFinished(() => second.kill());
  const url = (await second.client.getQueueUrl({ QueueName: "orders" })).QueueUrl ?? "";
  const [ready, delayed, inFlight] = await counts(second.client, url);
  expect(ready).toBeGreaterThanOrEqual(acknowledged.length); // one more may have been written and not answered
  expect([delayed, inFlight]).toEqual([1, 1]);
  const back = await drain(second.client, url);
  for (const body of acknowledged) expect(back).toContain(body);
  const [again] = await receive(second.client, url, { WaitTimeSeconds: 5 });
  expect(again).toMatchObject({ MessageId: held?.MessageId, Attributes: { ApproximateReceiveCount: "2" } });
  expect(Date.now() - heldAt).toBeGreaterThan(1900);
});

test("nothing is answered before it is in the file", async () => {
  const { folder, queue, service } = await opened();
  const QueueUrl = await queue("orders");
  await service(callOf("SendMessage", { QueueUrl, MessageBody: "written first" }));
  expect(readFileSync(join(folder, "journal.jsonl"), "utf8")).toContain("written first");
});

test("a torn last write is forgotten, damage before it is not overlooked", async () => {
  const { client, folder, queue, reopen } = await opened();
  const QueueUrl = await queue("orders");
  await client.sendMessage({ QueueUrl, MessageBody: "whole" });
  const journal = join(folder, "journal.jsonl");
  await appendFile(journal, '{"kind":"put","queue":"orders","content":{"id":"x","bo');
  await reopen();
  expect(await bodies(client, QueueUrl, { VisibilityTimeout: 0 })).toEqual(["whole"]);
  await appendFile(journal, '{"kind":"pu\n{"kind":"purged","queue":"orders"}\n');
  await expect(reopen()).rejects.toThrow(/damaged/);
});

test("the journal is compacted at the start and when it has grown, and loses nothing by it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sqs-journal-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const counter = { count: 0, last: "" };
  const book = {
    replay: (record: { count: number; last: string }) => void Object.assign(counter, record),
    snapshot: () => [{ ...counter }],
  };
  const journal = await Journal.open(folder, book);
  for (; counter.count < 180; await journal.written()) {
    Object.assign(counter, { count: counter.count + 1, last: "x".repeat(100_000) });
    journal.append({ ...counter });
  }
  await journal.close();
  const file = join(folder, "journal.jsonl");
  expect((await stat(file)).size).toBeLessThan(16_000_000); // 18 MB were appended
  counter.count = 0;
  await (await Journal.open(folder, book)).close();
  expect(counter.count).toBe(180);
  expect((await readFile(file, "utf8")).split("\n").length).toBe(2);
});

test("a closed or failed journal acknowledges nothing more", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sqs-journal-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const journal = await Journal.open<object>(folder, { replay: () => {}, snapshot: () => [] });
  await journal.close();
  journal.append({});
  await expect(journal.written()).rejects.toThrow(/closed/);
});

test("tags, attributes, counts and sources are the same after a restart", async () => {
  const { client, queue, reopen } = await opened();
  const QueueUrl = await queue("orders", { VisibilityTimeout: "77" });
  await client.tagQueue({ QueueUrl, Tags: { stage: "test" } });
  await client.sendMessage({ QueueUrl, MessageBody: "x", MessageGroupId: "merchant" });
  await receive(client, QueueUrl, { VisibilityTimeout: 0 });
  const before = await client.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  await reopen();
  const after = await client.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  expect(after.Attributes).toEqual(before.Attributes);
  expect((await client.listQueueTags({ QueueUrl })).Tags).toEqual({ stage: "test" });
  const [message] = await receive(client, QueueUrl);
  expect(message?.Attributes).toMatchObject({ MessageGroupId: "merchant", ApproximateReceiveCount: "2" });
});

interface Child {
  readonly client: ReturnType<typeof clientOf>;
  kill(): Promise<void>;
}

/** The service in a process of its own, which says its endpoint when it listens. */
async function child(folder: string): Promise<Child> {
  const script = fileURLToPath(new URL("./child.ts", import.meta.url));
  const spawned = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise<void>((done) => spawned.once("close", () => done()));
  const endpoint = await new Promise<string>((said) =>
    spawned.stdout.once("data", (text) => said(String(text).trim())),
  );
  const kill = () => {
    spawned.kill("SIGKILL");
    return closed;
  };
  return { client: clientOf(endpoint), kill };
}

/** Sends without pause, kills in the middle of it, and answers what was acknowledged. */
async function sendUntilKilled({ client, kill }: Child, QueueUrl: string | undefined): Promise<string[]> {
  const acknowledged: string[] = [];
  const sender = async (name: string) => {
    for (let at = 0; ; at += 1) {
      await client.sendMessage({ QueueUrl, MessageBody: `${name}-${at}` });
      acknowledged.push(`${name}-${at}`);
    }
  };
  const senders = ["a", "b", "c", "d"].map((name) => sender(name).catch(() => {}));
  while (acknowledged.length < 100) await new Promise(setImmediate);
  await kill();
  await Promise.all(senders);
  return acknowledged;
}

async function drain(client: Child["client"], url: string): Promise<(string | undefined)[]> {
  const all: (string | undefined)[] = [];
  for (let some = await bodies(client, url); some.length > 0; some = await bodies(client, url))
    all.push(...some);
  return all;
}
