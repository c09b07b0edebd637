import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import * as z from "zod";
import { alertsIn } from "../../lib/cloud/alerts.ts";
import { answersIn, forgettingIn } from "../../lib/cloud/answers.ts";
import { duesIn } from "../../lib/cloud/dues.ts";
import { facilitiesIn } from "../../lib/cloud/facilities.ts";
import { feedIn } from "../../lib/cloud/feed.ts";
import { filesIn } from "../../lib/cloud/files.ts";
import { keysIn } from "../../lib/cloud/keys.ts";
import { ordersIn } from "../../lib/cloud/orders.ts";
import { outbox } from "../../lib/cloud/outbox.ts";
import { policiesIn } from "../../lib/cloud/policies.ts";
import { preflightsIn } from "../../lib/cloud/preflights.ts";
import { qualityIn } from "../../lib/cloud/quality.ts";
import { quotesIn } from "../../lib/cloud/quotes.ts";
import { systemIds } from "../../lib/cloud/system.ts";
import { table } from "../../lib/cloud/table.ts";
import { ticketIndexIn } from "../../lib/cloud/ticket-index.ts";
import { ticketsIn } from "../../lib/cloud/tickets.ts";
import { uploadsIn } from "../../lib/cloud/uploads.ts";
import { heartbeatsIn, workloadIn } from "../../lib/cloud/workload.ts";
import type { Service } from "../../lib/laptop/call.ts";
import { openDynamo } from "../../lib/laptop/dynamo/dynamo.ts";
import { openEndpoint } from "../../lib/laptop/endpoint/endpoint.ts";
import { Credentials } from "../../lib/laptop/iam/credentials.ts";
import { openS3 } from "../../lib/laptop/s3/s3.ts";
import { openSqs } from "../../lib/laptop/sqs/sqs.ts";
import type { Ledger } from "../../lib/order/change.ts";
import { Event } from "../../lib/order/event.ts";
import { line, type StationName } from "../../lib/order/line.ts";
import type { Clock } from "../../lib/order/ports.ts";

const accountId = "123456789012";
const region = "eu-central-1";
export const tableName = "orders";
export const filesBucket = "files";
export const ticketsBucket = "tickets";

/** A clock that stands until it is moved. */
export interface HandClock extends Clock {
  /** Moves on by minutes. */
  pass(minutes: number): void;
}

/** The laptop's SQS, S3 and DynamoDB on one address, with the stack's table, queues and buckets; gone with the test. */
export async function openCloud() {
  const { cloud, close } = await openCloudFor();
  onTestFinished(close);
  return cloud;
}

export type OpenedCloud = Awaited<ReturnType<typeof openCloud>>;

/** The same for a whole file, closed by hand. */
export async function openCloudFor() {
  const folder = await mkdtemp(join(tmpdir(), "printcloud-cloud-"));
  const credentials = new Credentials({ secret: Buffer.alloc(32, 7), accountId, roles: () => undefined });
  let endpoint: Awaited<ReturnType<typeof openEndpoint>> | undefined;
  const url = () => endpoint?.url ?? "";
  const { lookUp, callerOf } = credentials;
  const s3 = await openS3({ folder: join(folder, "s3"), accountId, region, lookUp, callerOf });
  const sqs = await openSqs({ folder: join(folder, "sqs"), accountId, region, endpoint: url });
  const dynamo = await openDynamo({ accountId, region });
  await dynamo.createTable(tableProperties);
  s3.createBucket(filesBucket);
  s3.createBucket(ticketsBucket);
  const services: Record<string, Service> = { s3: s3.service, sqs: sqs.service, dynamodb: dynamo.service };
  endpoint = await openEndpoint({ port: 0, credentials, services });
  const config = { endpoint: endpoint.url, region, credentials: credentials.operator() };
  const clients = {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sqs: new SQSClient(config),
    dynamo: new DynamoDBClient(config),
  };
  const queues = await makeQueues(clients.sqs);
  const close = async () => {
    for (const client of Object.values(clients)) client.destroy();
    await endpoint?.close();
    await sqs.close();
    await s3.close();
    await dynamo.close();
    await rm(folder, { recursive: true });
  };
  return { cloud: { ...clients, ...wired(clients, queues), queues, config }, close };
}

interface Clients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly dynamo: DynamoDBClient;
}

type Queues = Readonly<Record<StationName, string>>;

/** Every adapter on these clients; another client, one that loses replies, makes another set on the same rows. */
export function wired({ s3, sqs, dynamo }: Clients, queues: Queues, clock = handClock()) {
  const rows = table(dynamo, tableName);
  const ports = {
    rows,
    orders: ordersIn(rows),
    files: filesIn(s3, filesBucket),
    tickets: ticketsIn(s3, { bucket: ticketsBucket, filesBucket }),
    facilities: facilitiesIn(rows),
    uploads: uploadsIn(rows),
    preflights: preflightsIn(rows),
    feed: feedIn(rows),
    alerts: alertsIn(rows),
    keys: keysIn(rows),
    ticketIndex: ticketIndexIn(rows),
    heartbeats: heartbeatsIn(rows),
    policies: policiesIn(rows),
    forgetting: forgettingIn(rows),
    ids: systemIds,
  };
  const { prepare, preflight, route, render, dispatch, project } = queues;
  const urls = { prepare, preflight, route, render, dispatch, event: project };
  const sending = outbox(sqs, { urls, rings: true }, ports.facilities);
  const ledger: Ledger = { orders: ports.orders, outbox: sending, clock, ids: systemIds };
  return {
    ...ports,
    answers: answersIn(rows, clock),
    workload: workloadIn(rows, clock),
    dues: duesIn(rows),
    quality: qualityIn(rows, clock),
    quotes: quotesIn(rows),
    ledger,
    clock,
    /** Takes everything that waits in a queue. */
    taken: (queue: StationName | string) => take(sqs, queue in queues ? queues[queue as StationName] : queue),
    makeQueue: (name: string) => makeQueue(sqs, name),
    post: async (QueueUrl: string, body: string) => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    },
  };
}

export function handClock(start = "2026-11-21T10:00:00.000Z"): HandClock {
  let at = Date.parse(start);
  return {
    now: () => new Date(at),
    pass: (minutes) => {
      at += minutes * 60_000;
    },
  };
}

/** What a message of ours holds, whichever queue it was in. */
const Heard = z.looseObject({
  kind: z.string(),
  effectId: z.string().optional(),
  preflightId: z.string().optional(),
  itemId: z.string().optional(),
  ticketId: z.string().optional(),
  generation: z.number().optional(),
  event: Event.optional(),
});
export type Heard = z.infer<typeof Heard>;

async function take(sqs: SQSClient, QueueUrl: string): Promise<Heard[]> {
  const found: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return found.map((body) => Heard.parse(JSON.parse(body)));
    for (const { Body = "", ReceiptHandle } of Messages) {
      found.push(Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function makeQueues(sqs: SQSClient): Promise<Queues> {
  const names = Object.keys(line) as StationName[]; // the table's own keys
  const urls = names.map(async (name) => [name, await makeQueue(sqs, name, "fifo" in line[name])]);
  return Object.fromEntries(await Promise.all(urls));
}

async function makeQueue(sqs: SQSClient, name: string, fifo = false): Promise<string> {
  const made = fifo ? { QueueName: `${name}.fifo`, Attributes: { FifoQueue: "true" } } : { QueueName: name };
  return (await sqs.send(new CreateQueueCommand(made))).QueueUrl ?? "";
}

const keyNames = ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"];

function keySchema(prefix: string) {
  return [
    { AttributeName: `${prefix}pk`, KeyType: "HASH" },
    { AttributeName: `${prefix}sk`, KeyType: "RANGE" },
  ];
}

const tableProperties = {
  TableName: tableName,
  AttributeDefinitions: keyNames.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: keySchema(""),
  GlobalSecondaryIndexes: ["gsi1", "gsi2"].map((IndexName) => ({
    IndexName,
    KeySchema: keySchema(IndexName),
    Projection: { ProjectionType: "ALL" },
  })),
  BillingMode: "PAY_PER_REQUEST",
};
