import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { ReportWord } from "../../lib/order/report.ts";
import { Bell, Ticket } from "../../lib/order/ticket.ts";
import { CredentialsView } from "../../lib/order/views.ts";
import { Caller } from "./calls.ts";
import type { Started } from "./started.ts";

/** A facility's own program, with nothing but what `POST /facility-credentials` gives it. */
export class Press {
  readonly given: CredentialsView;
  readonly s3: S3Client;
  readonly sqs: SQSClient;

  /** By its id with the key of the first start, or with the key it was given since. */
  static async open(cloud: Started, by: string | { key: string }): Promise<Press> {
    const key = typeof by === "string" ? cloud.demo.facilityKeys[by] : by.key;
    const answer = await new Caller(cloud.api, key).post("/facility-credentials", {});
    expect(answer.status, answer.text).toBe(200);
    return new Press(CredentialsView.parse(answer.json));
  }

  constructor(given: CredentialsView) {
    this.given = given;
    this.s3 = new S3Client({ ...this.config, forcePathStyle: true });
    this.sqs = new SQSClient(this.config);
  }

  /** For any client of the SDK. */
  get config() {
    const { region, endpoint } = this.given;
    const { expiration, ...keys } = this.given.credentials;
    const credentials = { ...keys, expiration: new Date(expiration) };
    return { credentials, region, ...(endpoint ? { endpoint } : {}) };
  }

  async receive(QueueUrl = this.given.queueUrl): Promise<Bell[]> {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    for (const { ReceiptHandle } of Messages)
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages.map(({ Body = "" }) => Bell.parse(JSON.parse(Body)));
  }

  send(body: unknown, QueueUrl = this.given.statusQueueUrl): Promise<unknown> {
    const MessageBody = typeof body === "string" ? body : JSON.stringify(body);
    return this.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }

  report(ticket: { ticketId: string; generation: number }, status: ReportWord | string, more: object = {}) {
    const { ticketId, generation } = ticket;
    return this.send({
      v: 1,
      kind: "status",
      ticketId,
      generation,
      seq: 1,
      status,
      at: new Date().toISOString(),
      ...more,
    });
  }

  async list(Prefix = this.given.bucket.prefix): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.given.bucket.name, Prefix }),
    );
    return Contents.map(({ Key = "" }) => Key);
  }

  async get(Key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.given.bucket.name, Key }));
    return (await Body?.transformToString()) ?? "";
  }

  async put(Key: string, Body: string, condition: { IfNoneMatch?: string } = {}): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.given.bucket.name, Key, Body, ...condition }));
  }

  /** All tickets in its prefix. */
  async tickets(): Promise<Ticket[]> {
    const keys = (await this.list()).filter((key) => key.endsWith("/ticket.json"));
    return Promise.all(keys.map(async (key) => Ticket.parse(JSON.parse(await this.get(key)))));
  }

  claimKey({ ticketId, generation }: Ticket): string {
    return `${this.given.bucket.prefix}tickets/${ticketId}/${generation}/claim`;
  }

  claim(ticket: Ticket): Promise<void> {
    const body = { clientId: "cli_test", claimId: ticket.ticketId, at: new Date().toISOString() };
    return this.put(this.claimKey(ticket), JSON.stringify(body), { IfNoneMatch: "*" });
  }
}

/** Name of the error that a call ends with. */
export async function failure(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "none",
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}
