import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { type Dynamo, openDynamo } from "../../../lib/laptop/dynamo/dynamo.ts";
import { accountId, openCloud, policy, region } from "../endpoint/cloud.ts";
import { merchants, orders } from "./tables.ts";

const table = `arn:aws:dynamodb:${region}:${accountId}:table/stage-orders`;
const TableName = "stage-orders";

function role(...statements: object[]) {
  const trust = policy({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  });
  return { name: "Router", trust, policies: statements.length > 0 ? [policy(...statements)] : [] };
}

async function open(...statements: object[]) {
  const dynamo: Dynamo = await openDynamo({ region, accountId });
  await dynamo.createTable(orders);
  await dynamo.createTable(merchants);
  const cloud = await openCloud({ services: { dynamodb: dynamo.service }, roles: [role(...statements)] });
  onTestFinished(() => dynamo.close());
  const connect = (keys?: ReturnType<typeof cloud.credentials.issue>) => {
    const client = new DynamoDBClient(cloud.config(keys));
    onTestFinished(() => client.destroy());
    return client;
  };
  return {
    dynamo,
    operator: connect(),
    router: connect(cloud.credentials.issue({ role: "Router", name: "router" })),
    failures: cloud.failures,
  };
}

const order = (id: string, due = "today") => ({ pk: { S: id }, sk: { S: "order" }, due: { S: due } });

test("tables of both kinds are there with their indexes, active at once", async () => {
  const { operator, dynamo } = await open();
  const { Table } = await operator.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({ TableStatus: "ACTIVE", TableArn: dynamo.tableArn(TableName) });
  expect(Table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: "byDue", IndexStatus: "ACTIVE" }]);
  expect((await operator.send(new ListTablesCommand({}))).TableNames).toEqual(["stage-merchants", TableName]);
});

test("what is put is got, queried by its index and scanned", async () => {
  const { operator } = await open();
  await operator.send(new PutItemCommand({ TableName, Item: order("ord_1") }));
  await operator.send(new PutItemCommand({ TableName, Item: order("ord_2", "tomorrow") }));
  const { pk, sk } = order("ord_1");
  const got = await operator.send(new GetItemCommand({ TableName, Key: { pk, sk } }));
  expect(got.Item).toEqual(order("ord_1"));
  const query = {
    TableName,
    IndexName: "byDue",
    KeyConditionExpression: "due = :due",
    ExpressionAttributeValues: { ":due": { S: "tomorrow" } },
  };
  expect((await operator.send(new QueryCommand(query))).Items).toEqual([order("ord_2", "tomorrow")]);
  expect((await operator.send(new ScanCommand({ TableName }))).Count).toBe(2);
});

test("of many writers with the same condition one wins, and the others are shown the item", async () => {
  const { operator } = await open();
  const put = (n: number) =>
    operator.send(
      new PutItemCommand({
        TableName,
        Item: { ...order("ord_1"), writer: { N: String(n) } },
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => put(n)));
  const lost = results.filter((result) => result.status === "rejected").map(({ reason }) => reason);
  expect(lost).toHaveLength(19);
  for (const error of lost) {
    expect(error).toMatchObject({ name: "ConditionalCheckFailedException", Item: { pk: { S: "ord_1" } } });
  }
});

test("a hundred parallel additions are all counted", async () => {
  const { operator } = await open();
  const add = new UpdateItemCommand({
    TableName,
    Key: { pk: { S: "ord_1" }, sk: { S: "count" } },
    UpdateExpression: "ADD copies :one",
    ExpressionAttributeValues: { ":one": { N: "1" } },
    ReturnValues: "UPDATED_NEW",
  });
  const results = await Promise.all(Array.from({ length: 100 }, () => operator.send(add)));
  const counts = results.map(({ Attributes }) => Number(Attributes?.copies?.N)).sort((a, b) => a - b);
  expect(counts).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
});

const put = new PutItemCommand({ TableName, Item: order("ord_1") });
const get = new GetItemCommand({ TableName, Key: { pk: { S: "ord_1" }, sk: { S: "order" } } });
const byDue = new QueryCommand({
  TableName,
  IndexName: "byDue",
  KeyConditionExpression: "due = :due",
  ExpressionAttributeValues: { ":due": { S: "today" } },
});

test("a role may do what its policy allows, and is told what is missing", async () => {
  const { router } = await open({ Effect: "Allow", Action: "dynamodb:PutItem", Resource: table });
  await router.send(put);
  await expect(router.send(get)).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: `User: arn:aws:sts::${accountId}:assumed-role/Router/router is not authorized to perform: dynamodb:GetItem on resource: ${table} because no identity-based policy allows the dynamodb:GetItem action`,
    $metadata: { httpStatusCode: 400 },
  });
});

test("a query of an index needs a permission on the index", async () => {
  const onTable = await open({ Effect: "Allow", Action: "dynamodb:Query", Resource: table });
  await expect(onTable.router.send(byDue)).rejects.toThrow(`on resource: ${table}/index/byDue`);
  const onIndex = await open({ Effect: "Allow", Action: "dynamodb:Query", Resource: `${table}/index/*` });
  expect((await onIndex.router.send(byDue)).Count).toBe(0);
});

test("a batch needs the permission on every table it touches", async () => {
  const actions = ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"];
  const { router } = await open({ Effect: "Allow", Action: actions, Resource: table });
  const write = {
    [TableName]: [{ PutRequest: { Item: order("ord_1") } }, { PutRequest: { Item: order("ord_2") } }],
  };
  await router.send(new BatchWriteItemCommand({ RequestItems: write }));
  const Keys = ["ord_1", "ord_2"].map((id) => ({ pk: { S: id }, sk: { S: "order" } }));
  const read = { [TableName]: { Keys } };
  expect(
    (await router.send(new BatchGetItemCommand({ RequestItems: read }))).Responses?.[TableName],
  ).toHaveLength(2);
  const both = { ...write, "stage-merchants": [{ PutRequest: { Item: { id: { S: "mer_1" } } } }] };
  await expect(router.send(new BatchWriteItemCommand({ RequestItems: both }))).rejects.toThrow(
    "table/stage-merchants",
  );
});

test("mistakes are answered as mistakes, and transactions as unknown", async () => {
  const { operator, failures } = await open();
  const lacking = new PutItemCommand({ TableName, Item: { pk: { S: "ord_1" } } });
  await expect(operator.send(lacking)).rejects.toMatchObject({ name: "ValidationException" });
  const nowhere = new PutItemCommand({ TableName: "nowhere", Item: order("ord_1") });
  await expect(operator.send(nowhere)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const transaction = new TransactWriteItemsCommand({
    TransactItems: [{ Put: { TableName, Item: order("ord_1") } }],
  });
  await expect(operator.send(transaction)).rejects.toMatchObject({ name: "UnknownOperationException" });
  expect(failures).toEqual([]);
});

test("a table with a stream is refused when it is made, not silently without its stream", async () => {
  const { dynamo } = await open();
  const streaming = { ...orders, TableName: "other", StreamSpecification: { StreamViewType: "NEW_IMAGE" } };
  await expect(dynamo.createTable(streaming)).rejects.toThrow("no streams");
});
