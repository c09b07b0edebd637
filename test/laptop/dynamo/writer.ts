// A process that writes 40 items over and over until it is killed; says each write once DynamoDB has answered it.
import { PassThrough } from "node:stream";
import type { AwsCall } from "../../../lib/laptop/call.ts";
import { openDynamo } from "../../../lib/laptop/dynamo/dynamo.ts";
import { orders } from "./tables.ts";

const dynamo = await openDynamo({
  folder: process.argv[2] ?? "",
  region: "eu-central-1",
  accountId: "123456789012",
});
await dynamo.createTable(orders);

async function put(item: number, n: number): Promise<number> {
  const Item = {
    pk: { S: `ord_${item}` },
    sk: { S: "order" },
    due: { S: `day ${n % 7}` },
    n: { N: String(n) },
  };
  const headers = { "x-amz-target": "DynamoDB_20120810.PutItem" };
  const body = new PassThrough().end(JSON.stringify({ TableName: orders.TableName, Item }));
  const caller = { accountId: "", arn: "", userId: "", authorize: () => undefined };
  const gone = new AbortController().signal;
  const call: AwsCall = {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers,
    body,
    caller,
    gone,
  };
  return (await dynamo.service(call)).status;
}

async function write(item: number): Promise<void> {
  for (let n = 0; (await put(item, n)) === 200; n += 1) process.stdout.write(`${item} ${n}\n`);
}

await Promise.all(Array.from({ length: 40 }, (_, item) => write(item)));
