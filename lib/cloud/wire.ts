import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import type { Ledger } from "../order/change.ts";
import { alertsIn } from "./alerts.ts";
import { answersIn, forgettingIn } from "./answers.ts";
import { bellTo } from "./bell.ts";
import { deadLettersIn } from "./dead-letters.ts";
import { duesIn } from "./dues.ts";
import { facilitiesIn } from "./facilities.ts";
import { facilityQueues } from "./facility-queues.ts";
import { facilitySessions } from "./facility-sessions.ts";
import { feedIn } from "./feed.ts";
import { filesIn } from "./files.ts";
import { keysIn } from "./keys.ts";
import { objectLinks } from "./object-links.ts";
import { ordersIn } from "./orders.ts";
import { outbox } from "./outbox.ts";
import { partedFilesIn } from "./parted-files.ts";
import { policiesIn } from "./policies.ts";
import { preflightsIn } from "./preflights.ts";
import { qualityIn } from "./quality.ts";
import { quotesIn } from "./quotes.ts";
import { sesMail } from "./ses-mail.ts";
import { stockIn } from "./stock.ts";
import { systemClock, systemIds } from "./system.ts";
import { type Table, table } from "./table.ts";
import { ticketIndexIn } from "./ticket-index.ts";
import { ticketsIn } from "./tickets.ts";
import { uploadGate } from "./upload-gate.ts";
import { uploadsIn } from "./uploads.ts";
import { usagePlans } from "./usage-plans.ts";
import { visibilityOf } from "./visibility.ts";
import { heartbeatsIn, workloadIn } from "./workload.ts";

// Ports wired to AWS from a function's environment. A bundle keeps only the wires, and so the clients, that it uses.

let s3Client: S3Client | undefined;
let sqsClient: SQSClient | undefined;

function s3(): S3Client {
  s3Client ??= new S3Client();
  return s3Client;
}

function sqs(): SQSClient {
  sqsClient ??= new SQSClient();
  return sqsClient;
}

export function rows(env: { TABLE: string }): Table {
  return table(new DynamoDBClient(), env.TABLE);
}

type QueueNames = `QUEUE_${"PREPARE" | "PREFLIGHT" | "ROUTE" | "RENDER" | "DISPATCH" | "PROJECT"}`;

/** Queues that a function was not told of, facilities' by their prefix, are left to those who were. */
export function ledger(
  table: Table,
  env: Partial<Record<QueueNames | "FACILITY_QUEUE_PREFIX", string>>,
): Ledger {
  const urls = {
    prepare: env.QUEUE_PREPARE,
    preflight: env.QUEUE_PREFLIGHT,
    route: env.QUEUE_ROUTE,
    render: env.QUEUE_RENDER,
    dispatch: env.QUEUE_DISPATCH,
    event: env.QUEUE_PROJECT,
  };
  return {
    orders: ordersIn(table),
    outbox: outbox(sqs(), { urls, rings: env.FACILITY_QUEUE_PREFIX !== undefined }, facilitiesIn(table)),
    clock: systemClock,
    ids: systemIds,
  };
}

export function answers(table: Table) {
  return forgettingIn(table);
}

/** What every door needs besides its own ports. */
export function door(table: Table) {
  return { grants: keysIn(table), answers: answersIn(table, systemClock) };
}

export function files(env: { FILES_BUCKET: string }) {
  return filesIn(s3(), env.FILES_BUCKET);
}

export function partedFiles(env: { FILES_BUCKET: string }) {
  return partedFilesIn(s3(), env.FILES_BUCKET);
}

/** The storefront's own files. */
export function stock(bucket: string) {
  return stockIn(s3(), bucket);
}

/** What shoppers are shown: the storefront's pictures, and the built pages. */
export function shown(env: { STOCK_BUCKET: string; SITE_BUCKET: string } & Parameters<typeof mail>[0]) {
  const place = { region: env.AWS_REGION, endpoint: env.AWS_ENDPOINT_URL };
  return {
    stock: objectLinks(place, env.STOCK_BUCKET),
    pages: objectLinks(place, env.SITE_BUCKET),
    store: env.AWS_ENDPOINT_URL,
  };
}

/** Rings the storefront's workers. */
export function bell(env: { QUEUE_SETTLE?: string; QUEUE_MEASURE?: string }) {
  return bellTo(sqs(), { settle: env.QUEUE_SETTLE, measure: env.QUEUE_MEASURE });
}

export function mail(env: { AWS_REGION: string; AWS_ENDPOINT_URL?: string | undefined }) {
  return sesMail({ region: env.AWS_REGION, endpoint: env.AWS_ENDPOINT_URL });
}

export const clock = systemClock;

export function tickets(env: { TICKETS_BUCKET: string; FILES_BUCKET?: string }) {
  return ticketsIn(s3(), { bucket: env.TICKETS_BUCKET, filesBucket: env.FILES_BUCKET });
}

export function gate(env: { FILES_BUCKET: string }) {
  return uploadGate(s3(), env.FILES_BUCKET);
}

export function visibility(queueUrl: string) {
  return visibilityOf(sqs(), queueUrl);
}

export function deadLetters(env: { DEAD_QUEUES: Record<string, string> }) {
  return deadLettersIn(sqs(), env.DEAD_QUEUES);
}

export function sessions(env: { FACILITY_ROLE_ARN: string }) {
  return facilitySessions(new STSClient(), env.FACILITY_ROLE_ARN);
}

export function queues(env: { FACILITY_QUEUE_PREFIX: string; FACILITY_DEAD_QUEUE_ARN: string }) {
  return facilityQueues(sqs(), {
    prefix: env.FACILITY_QUEUE_PREFIX,
    deadQueueArn: env.FACILITY_DEAD_QUEUE_ARN,
  });
}

export function plans(env: { USAGE_PLANS: Record<string, string>; STAGE: string }) {
  return usagePlans(new APIGatewayClient(), { plans: env.USAGE_PLANS, stage: env.STAGE });
}

/** What is kept in the table alone. */
export function kept(table: Table) {
  return {
    orders: ordersIn(table),
    feed: feedIn(table),
    uploads: uploadsIn(table),
    preflights: preflightsIn(table),
    facilities: facilitiesIn(table),
    workload: workloadIn(table, systemClock),
    policies: policiesIn(table),
    quality: qualityIn(table, systemClock),
    quotes: quotesIn(table),
    dues: duesIn(table),
    ticketIndex: ticketIndexIn(table),
    alerts: alertsIn(table),
    heartbeats: heartbeatsIn(table),
    keys: keysIn(table),
    clock: systemClock,
    ids: systemIds,
  };
}
