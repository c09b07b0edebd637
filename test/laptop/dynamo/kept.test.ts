import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, PutItemCommand, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { type Dynamo, openDynamo } from "../../../lib/laptop/dynamo/dynamo.ts";
import { accountId, openCloud, region } from "../endpoint/cloud.ts";
import { orders } from "./tables.ts";

const { TableName } = orders;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "dynamo-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function open(
  place: string,
  properties: object = orders,
): Promise<{ dynamo: Dynamo; client: DynamoDBClient }> {
  const dynamo = await openDynamo({ folder: place, region, accountId });
  onTestFinished(() => dynamo.close());
  await dynamo.createTable(properties);
  const cloud = await openCloud({ services: { dynamodb: dynamo.service } });
  const client = new DynamoDBClient(cloud.config());
  onTestFinished(() => client.destroy());
  return { dynamo, client };
}

function byDue(client: DynamoDBClient, due: string) {
  const ExpressionAttributeValues = { ":due": { S: due } };
  const KeyConditionExpression = "due = :due";
  return client.send(
    new QueryCommand({ TableName, IndexName: "byDue", KeyConditionExpression, ExpressionAttributeValues }),
  );
}

/** Starts a writer, kills it when it has had `count` answers, and tells the last one for each item. */
async function killWriter(place: string, count: number): Promise<Map<string, number>> {
  const writer = spawn(process.execPath, [fileURLToPath(new URL("./writer.ts", import.meta.url)), place], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(writer, "close");
  const last = new Map<string, number>();
  let answers = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    const [item, n] = line.split(" ");
    last.set(`ord_${item}`, Number(n));
    answers += 1;
    if (answers === count) writer.kill("SIGKILL");
  }
  await closed;
  return last;
}

test("every answered write survives kill -9, and each index agrees with its table", async () => {
  const place = folder();
  const last = await killWriter(place, 1_000);
  const { client } = await open(place);
  const { Items = [] } = await client.send(new ScanCommand({ TableName }));
  const stored = new Map(Items.map(({ pk, n }) => [pk?.S ?? "", Number(n?.N)]));
  expect(last.size).toBe(40);
  // The one write under way when the kill came may be there or not.
  for (const [item, n] of last) expect([n, n + 1]).toContain(stored.get(item));
  const days = Array.from({ length: 7 }, (_, day) => byDue(client, `day ${day}`));
  const found = (await Promise.all(days)).flatMap((answer) => answer.Items ?? []);
  const ordered = (items: typeof found) =>
    items.toSorted((a, b) => (a.pk?.S ?? "").localeCompare(b.pk?.S ?? ""));
  expect(ordered(found)).toEqual(ordered(Items));
});

test("a table is kept over restarts, and only one process may have it open", async () => {
  const place = folder();
  const { dynamo, client } = await open(place);
  await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "ord_1" }, sk: { S: "order" } } }));
  await expect(openDynamo({ folder: place, region, accountId })).rejects.toThrow();
  await dynamo.close();
  const again = await open(place);
  expect((await again.client.send(new ScanCommand({ TableName }))).Count).toBe(1);
});

test("an index that the template gained is filled from the items, a changed one renewed", async () => {
  const place = folder();
  const { GlobalSecondaryIndexes, ...bare } = orders;
  const before = await open(place, { ...bare, AttributeDefinitions: bare.AttributeDefinitions.slice(0, 2) });
  const Item = { pk: { S: "ord_1" }, sk: { S: "order" }, due: { S: "today" } };
  await before.client.send(new PutItemCommand({ TableName, Item }));
  await before.dynamo.close();
  const gained = await open(place);
  expect((await byDue(gained.client, "today")).Items).toEqual([Item]);
  const keysOnly = GlobalSecondaryIndexes.map((one) => ({
    ...one,
    Projection: { ProjectionType: "KEYS_ONLY" },
  }));
  await gained.dynamo.createTable({ ...bare, GlobalSecondaryIndexes: keysOnly });
  await gained.client.send(
    new PutItemCommand({ TableName, Item: { ...Item, pk: { S: "ord_2" }, note: { S: "x" } } }),
  );
  const { Items } = await byDue(gained.client, "today");
  expect(Items).toEqual([Item, { ...Item, pk: { S: "ord_2" } }]);
  await gained.dynamo.createTable(bare);
  await expect(byDue(gained.client, "today")).rejects.toMatchObject({ name: "ValidationException" });
});

test("a table whose keys changed is refused with what to do about it", async () => {
  const { dynamo } = await open(folder());
  const other = { ...orders, KeySchema: orders.KeySchema.slice(0, 1) };
  await expect(dynamo.createTable(other)).rejects.toThrow("delete the laptop's data");
});
