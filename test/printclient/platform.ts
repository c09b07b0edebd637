import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQS,
} from "@aws-sdk/client-sqs";
import { ulid } from "ulid";
import { onTestFinished } from "vitest";
import type { Answer, AwsCall, Service } from "../../lib/laptop/call.ts";
import { openS3 } from "../../lib/laptop/s3/s3.ts";
import { openSqs, type Weather } from "../../lib/laptop/sqs/sqs.ts";
import type { TicketId } from "../../lib/order/ids.ts";
import { claimKey, ticketKey, ticketPrefix } from "../../lib/order/keys.ts";
import { type Heartbeat, Report, type Status } from "../../lib/order/report.ts";
import { Claim, platformClientId } from "../../lib/order/ticket.ts";
import { accountId, type Cloud, openCloud, region } from "../laptop/endpoint/cloud.ts";
import { bucket, claimsNeedTheHeader, facilityRole, roleName } from "./facility-role.ts";
import { facilityId, fileOf, newTicketId, ticketOf } from "./tickets.ts";

export const key = "fk_test_0123456789";

/** What the test does to calls on their way; `next` performs the call. */
interface Interference {
  s3: (call: AwsCall, next: Service) => Promise<Answer>;
  sqs: Weather;
  /** Status of the credentials door; 200 answers credentials. */
  door: number;
  credentialSeconds: number;
  /** What the client takes for the time; the credentials' end is told by it. */
  clock: { virtual(real: Date): Date };
}

export interface Published {
  readonly ticketId: TicketId;
  readonly generation: number;
  readonly prefix: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

export interface Platform {
  readonly api: string;
  readonly interfere: Interference;
  /** How often credentials were asked for. */
  readonly doorCalls: () => number;
  /** Puts a ticket and its files in place and rings, as dispatch does. */
  publish(wish?: {
    bell?: boolean;
    parts?: number[];
    /** The file, where its bytes matter; random ones otherwise. */
    content?: Buffer;
    generation?: number;
    ticketId?: TicketId;
  }): Promise<Published>;
  put(key: string, content: Buffer | string): Promise<void>;
  ring(message: unknown): Promise<void>;
  recall(ticket: Published): Promise<void>;
  /** Claims the ticket as somebody else, by default as the platform, which revokes it. */
  claim(ticket: Published, by?: { clientId: string; claimId: string }): Promise<void>;
  claimOf(ticket: Published): Promise<Claim | undefined>;
  /** All statuses received so far, in order of arrival. */
  statuses(): Promise<readonly Status[]>;
  heartbeats(): Promise<readonly Heartbeat[]>;
  /** Messages of the facility's queue, waiting or in flight. */
  waiting(): Promise<number>;
}

/** The laptop's SQS, S3 and permissions on one endpoint, with the door that gives credentials; gone with the test. */
export async function openPlatform(): Promise<Platform> {
  const folder = await mkdtemp(join(tmpdir(), "platform-"));
  const interfere: Interference = {
    s3: (call, next) => next(call),
    sqs: (asked, perform) => perform(asked.input),
    door: 200,
    credentialSeconds: 3600,
    clock: { virtual: (real) => real },
  };
  let cloud: Cloud | undefined;
  const endpoint = () => cloud?.endpoint.url ?? "";
  const s3 = await openS3({ folder: join(folder, "s3"), accountId, region });
  const sqs = await openSqs({
    folder: join(folder, "sqs"),
    accountId,
    region,
    endpoint,
    weather: (asked, perform) => interfere.sqs(asked, perform),
  });
  onTestFinished(async () => {
    await sqs.close();
    await s3.close();
    await rm(folder, { recursive: true });
  });
  cloud = await openCloud({
    services: { s3: (call) => interfere.s3(call, s3.service), sqs: sqs.service },
    roles: [facilityRole()],
  });
  s3.createBucket(bucket);
  s3.setPolicy(bucket, claimsNeedTheHeader());
  const operator = new SQS(cloud.config());
  const { QueueUrl: queueUrl = "" } = await operator.createQueue({ QueueName: `facility-${facilityId}` });
  const { QueueUrl: statusQueueUrl = "" } = await operator.createQueue({ QueueName: "status" });
  const store = new S3Client({ ...cloud.config(), forcePathStyle: true });
  onTestFinished(() => {
    operator.destroy();
    store.destroy();
  });
  const door = await openDoor(cloud, interfere, { queueUrl, statusQueueUrl });
  return { ...desk({ store, operator, queueUrl, statusQueueUrl }), ...door, interfere };
}

interface Desk {
  readonly store: S3Client;
  readonly operator: SQS;
  readonly queueUrl: string;
  readonly statusQueueUrl: string;
}

function desk({
  store,
  operator,
  queueUrl,
  statusQueueUrl,
}: Desk): Omit<Platform, "api" | "interfere" | "doorCalls"> {
  const reports: Report[] = [];
  const put = async (Key: string, Body: Buffer | string) => {
    await store.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  };
  const ring = async (message: unknown) => {
    const MessageBody = typeof message === "string" ? message : JSON.stringify(message);
    await operator.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  };
  const collect = async () => {
    for (;;) {
      const take = new ReceiveMessageCommand({ QueueUrl: statusQueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await operator.send(take);
      if (Messages.length === 0) return reports;
      for (const { Body = "", ReceiptHandle } of Messages) {
        reports.push(Report.parse(JSON.parse(Body)));
        await operator.send(new DeleteMessageCommand({ QueueUrl: statusQueueUrl, ReceiptHandle }));
      }
    }
  };
  return {
    put,
    ring,
    async publish({ bell = true, generation = 1, ticketId = newTicketId(), ...wish } = {}) {
      const { content, parts } = contentOf(wish);
      const prefix = ticketPrefix(facilityId, ticketId, generation);
      const name = `${prefix}inside.pdf`;
      await put(name, content);
      const at = ticketKey(facilityId, ticketId, generation);
      await put(at, JSON.stringify(ticketOf({ ticketId, generation, file: fileOf(name, content, parts) })));
      if (bell) await ring({ v: 1, kind: "production_ticket", ticketId, generation, key: at });
      return { ticketId, generation, prefix, files: new Map([["inside.pdf", content]]) };
    },
    recall: ({ ticketId, generation }) => ring({ v: 1, kind: "recall", ticketId, generation }),
    async claim({ ticketId, generation }, by = { clientId: platformClientId, claimId: ulid() }) {
      const claim: Claim = { ...by, at: new Date().toISOString() };
      const Key = claimKey(facilityId, ticketId, generation);
      const Body = JSON.stringify(claim);
      await store.send(new PutObjectCommand({ Bucket: bucket, Key, Body, IfNoneMatch: "*" }));
    },
    async claimOf({ ticketId, generation }) {
      const Key = claimKey(facilityId, ticketId, generation);
      const found = await store.send(new GetObjectCommand({ Bucket: bucket, Key })).catch(() => undefined);
      return found && Claim.parse(JSON.parse((await found.Body?.transformToString()) ?? ""));
    },
    statuses: async () => (await collect()).filter((report) => report.kind === "status"),
    heartbeats: async () => (await collect()).filter((report) => report.kind === "heartbeat"),
    async waiting() {
      const AttributeNames = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
      ] as const;
      const ask = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...AttributeNames] });
      const { Attributes = {} } = await operator.send(ask);
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
    },
  };
}

/** One part for a file that was given, otherwise random bytes in the parts that were wished for. */
function contentOf({ content, parts = [3000] }: { content?: Buffer; parts?: number[] }) {
  if (content) return { content, parts: [content.length] };
  return { content: Buffer.concat(parts.map((bytes) => randomBytes(bytes))), parts };
}

async function openDoor(
  cloud: Cloud,
  interfere: Interference,
  urls: { queueUrl: string; statusQueueUrl: string },
) {
  let calls = 0;
  const server = createServer((request, response) => {
    calls++;
    const known = request.method === "POST" && request.url === "/v1/facility-credentials";
    const status = known && request.headers.authorization === `Bearer ${key}` ? interfere.door : 401;
    const expires = Date.now() + interfere.credentialSeconds * 1000;
    const session = { role: roleName, name: facilityId, tags: { facility: facilityId }, expires };
    const credentials = {
      ...cloud.credentials.issue(session),
      expiration: interfere.clock.virtual(new Date(expires)).toISOString(),
    };
    const view = { name: bucket, prefix: `facilities/${facilityId}/` };
    const grant = { credentials, region, facilityId, ...urls, bucket: view, endpoint: cloud.endpoint.url };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(grant));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return { api: `http://127.0.0.1:${port}/v1`, doorCalls: () => calls };
}
