import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  GetUsagePlansCommand,
} from "@aws-sdk/client-api-gateway";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Laptop, startLaptop } from "../../lib/laptop/laptop.ts";
import { disown, writeToy } from "./toy.ts";

let root: string;
let laptop: Laptop;
const said: string[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "laptop-"));
  await writeToy(join(root, "cdk.out"));
  laptop = await start();
});

afterAll(async () => {
  await laptop.close();
  await rm(root, { recursive: true });
});

function start(assembly = "cdk.out", folder = "data"): Promise<Laptop> {
  const options = { frontPort: 0, awsPort: 0, idleSeconds: 5, say: (line: string) => said.push(line) };
  return startLaptop({ assembly: join(root, assembly), folder: join(root, folder), ...options });
}

function client<T>(
  Client: new (options: { endpoint: string; region: string; credentials: Laptop["operator"] }) => T,
): T {
  return new Client({ endpoint: laptop.aws, region: laptop.region, credentials: laptop.operator });
}

function call(
  method: string,
  path: string,
  { key = "Bearer sk_1", body }: { key?: string; body?: object } = {},
) {
  const init = {
    method,
    headers: key ? { authorization: key } : {},
    ...(body && { body: JSON.stringify(body) }),
  };
  return fetch(laptop.front + path, init);
}

async function item(pk: string): Promise<string | undefined> {
  const TableName = laptop.resource("Items").ref;
  const { Item } = await client(DynamoDBClient).send(
    new GetItemCommand({ TableName, Key: { pk: { S: pk } } }),
  );
  return Item?.note?.S;
}

async function waiting(queue: string): Promise<string | undefined> {
  const AttributeNames = ["ApproximateNumberOfMessages"] as const;
  const asked = new GetQueueAttributesCommand({
    QueueUrl: laptop.resource(queue).ref,
    AttributeNames: [...AttributeNames],
  });
  return (await client(SQSClient).send(asked)).Attributes?.ApproximateNumberOfMessages;
}

test("an order posted to the front goes through authorizer, function, queue and mapping into the table", async () => {
  const posted = await call("POST", "/v1/orders", { body: { id: "one" } });
  expect([posted.status, await posted.json()]).toEqual([201, { taken: true }]);
  await expect.poll(() => item("one"), { timeout: 5000 }).toBe("worked");
  const got = await call("GET", "/v1/orders/a%20b");
  expect(await got.json()).toEqual({ id: "a b", who: { merchant: "mer_1", principalId: "Bearer sk_1" } });
});

test("the gateway's own answers have the template's words", async () => {
  const unknown = await call("GET", "/v1/nowhere");
  expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  expect(await unknown.json()).toMatchObject({
    code: "not_found",
    requestId: unknown.headers.get("x-amzn-requestid"),
  });
  expect((await call("GET", "/v1/orders/1", { key: "" })).status).toBe(401);
  expect((await call("GET", "/v1/orders/1", { key: "Bearer nobody" })).status).toBe(401);
  expect((await call("GET", "/v1/orders/1", { key: "Bearer banned" })).status).toBe(403);
  expect((await call("GET", "/")).status).toBe(404);
});

test("callers over their plan's rate are told to slow down", async () => {
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async () => (await call("GET", "/v1/orders/1")).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
});

test("of a batch only the failed messages come back, and end as dead letters", async () => {
  const Entries = [1, 2, 3].map((n) => ({
    Id: `${n}`,
    MessageBody: JSON.stringify({ id: `batch-${n}`, fails: n === 2 }),
  }));
  await client(SQSClient).send(new SendMessageBatchCommand({ QueueUrl: laptop.outputs.WorkUrl, Entries }));
  await expect.poll(() => item("batch-3"), { timeout: 5000 }).toBe("worked");
  await expect.poll(() => waiting("Dead"), { timeout: 8000 }).toBe("1");
  expect(await item("batch-2")).toBeUndefined();
});

test("a schedule fires by the laptop's clock, which can be moved", async () => {
  await laptop.clock.fire("EveryHour");
  const first = await item("swept");
  expect(Math.abs(Date.parse(first ?? "") - Date.now())).toBeLessThan(10_000);
  await laptop.clock.advance(7_200_000);
  expect(Date.parse((await item("swept")) ?? "") - Date.parse(first ?? "")).toBeGreaterThanOrEqual(7_200_000);
});

test("functions can be invoked through Lambda's own API", async () => {
  const FunctionName = laptop.resource("Sweeper").ref;
  const lambda = client(LambdaClient);
  const fine = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify({ time: "noon" }) }),
  );
  expect([fine.StatusCode, fine.FunctionError, await item("swept")]).toEqual([200, undefined, "noon"]);
  const bad = await lambda.send(new InvokeCommand({ FunctionName, Payload: "null" }));
  expect(bad.FunctionError).toBe("Unhandled");
  expect(bad.Payload?.transformToString()).toContain("TypeError");
  await expect(lambda.send(new InvokeCommand({ FunctionName: "stranger" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("merchants' keys are made at run time through API Gateway's own API", async () => {
  const gateway = client(APIGatewayClient);
  const { items = [] } = await gateway.send(new GetUsagePlansCommand({}));
  expect(items.map(({ id }) => id)).toEqual([laptop.resource("Plan").ref]);
  const made = await gateway.send(
    new CreateApiKeyCommand({ name: "mer_2", value: "x".repeat(30), enabled: true }),
  );
  expect(made).toMatchObject({
    name: "mer_2",
    value: "x".repeat(30),
    enabled: true,
    createdDate: expect.any(Date),
  });
  const member = { usagePlanId: items[0]?.id, keyId: made.id, keyType: "API_KEY" };
  expect((await gateway.send(new CreateUsagePlanKeyCommand(member))).id).toBe(made.id);
  const again = gateway.send(new CreateApiKeyCommand({ name: "mer_3", value: "x".repeat(30) }));
  await expect(again).rejects.toMatchObject({ name: "ConflictException" });
  await gateway.send(new DeleteApiKeyCommand({ apiKey: made.id }));
  await expect(gateway.send(new DeleteApiKeyCommand({ apiKey: made.id }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});

test("a restart keeps items, dead letters, names and the moved clock", async () => {
  const before = { items: laptop.resource("Items"), now: laptop.clock.now() };
  await laptop.close();
  laptop = await start();
  expect(laptop.resource("Shop/Items/Resource").ref).toBe(before.items.ref);
  expect(laptop.resource("ApiRole").attributes.RoleId).toMatch(/^AROA/);
  expect(laptop.clock.now().getTime()).toBeGreaterThanOrEqual(before.now.getTime());
  expect(await item("one")).toBe("worked");
  expect(await waiting("Dead")).toBe("1");
});

test("a function without its grant fails here as it would on AWS", async () => {
  await writeToy(join(root, "poor"), disown("ApiRole"));
  await laptop.close();
  laptop = await start("poor", "poor-data");
  const posted = await call("POST", "/v1/orders", { body: { id: "two" } });
  expect(posted.status).toBe(500);
  expect(await posted.json()).toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("sqs:SendMessage"),
  });
});

test("a mapping polls as its function's role, and says when that may not", async () => {
  await writeToy(join(root, "deaf"), disown("WorkerRole"));
  const deaf = await start("deaf", "deaf-data");
  await expect
    .poll(() => said.filter((line) => line.startsWith("Mapping: ")), { timeout: 5000 })
    .toHaveLength(1);
  expect(said.find((line) => line.startsWith("Mapping: "))).toContain("sqs:GetQueueAttributes");
  await deaf.close();
});

test("unknown resource types stop the start and are named", async () => {
  await writeToy(join(root, "strange"), ({ Resources }) => {
    Resources.Pipe = { Type: "AWS::Pipes::Pipe", Properties: {} };
  });
  await expect(start("strange", "strange-data")).rejects.toThrow("AWS::Pipes::Pipe (toy/Pipe)");
});

test("no process of a function survives the laptop's own death", async () => {
  const script = fileURLToPath(new URL("./dying.ts", import.meta.url));
  const dying = spawn(process.execPath, [script, join(root, "cdk.out"), join(root, "dying-data")]);
  const [line] = await once(createInterface({ input: dying.stdout }), "line");
  const pids: number[] = JSON.parse(line);
  expect(pids.map(isAlive)).toEqual([true]);
  dying.kill("SIGKILL");
  await expect.poll(() => pids.map(isAlive), { timeout: 5000 }).toEqual([false]);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("what functions write is in their log", async () => {
  const log = join(root, "data", "logs", `${laptop.resource("Worker").ref}.log`);
  expect(await readFile(log, "utf8")).toMatch(/worked \d/);
});
