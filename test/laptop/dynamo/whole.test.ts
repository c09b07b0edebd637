import { expect, onTestFinished, test } from "vitest";
import { openStore, run, type Store } from "../../../lib/laptop/dynamo/dynalite.ts";
import { readTable } from "../../../lib/laptop/dynamo/table.ts";
import { ensureTable } from "../../../lib/laptop/dynamo/tables.ts";
import { orders } from "./tables.ts";

const { TableName } = orders;

async function open(): Promise<Store> {
  const store = await openStore(undefined);
  onTestFinished(() => store.db.close());
  await ensureTable(store, readTable(orders));
  return store;
}

function put(store: Store, due: string): Promise<unknown> {
  const Item = { pk: { S: "ord_1" }, sk: { S: "order" }, due: { S: due } };
  return run(store, "PutItem", { TableName, Item });
}

function byDue(store: Store, due: string): Promise<unknown> {
  const ExpressionAttributeValues = { ":due": { S: due } };
  const KeyConditionExpression = "due = :due";
  return run(store, "Query", {
    TableName,
    IndexName: "byDue",
    KeyConditionExpression,
    ExpressionAttributeValues,
  });
}

test("a write that fails leaves the item and every index as they were", async () => {
  const store = await open();
  await put(store, "today");
  const { batch } = store.db;
  store.db.batch = (_, done) => done(new Error("the disk is full"));
  await expect(put(store, "tomorrow")).rejects.toThrow("the disk is full");
  store.db.batch = batch;
  expect(await byDue(store, "today")).toMatchObject({ Count: 1 });
  expect(await byDue(store, "tomorrow")).toMatchObject({ Count: 0 });
  expect(await run(store, "Scan", { TableName })).toMatchObject({ Items: [{ due: { S: "today" } }] });
});

test("each write reaches the disk in one piece, with the index entries it moves", async () => {
  const store = await open();
  const sizes: number[] = [];
  const { batch } = store.db;
  store.db.batch = (writes, done) => {
    sizes.push(writes.length);
    batch(writes, done);
  };
  await put(store, "today");
  await put(store, "tomorrow");
  await run(store, "DeleteItem", { TableName, Key: { pk: { S: "ord_1" }, sk: { S: "order" } } });
  const writes = ["ord_1", "ord_2"].map((id) => ({
    PutRequest: { Item: { pk: { S: id }, sk: { S: "order" }, due: { S: "today" } } },
  }));
  await run(store, "BatchWriteItem", { RequestItems: { [TableName]: writes } });
  expect(sizes).toEqual([2, 3, 2, 2, 2]);
});
