import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect } from "vitest";
import type { ReportWord } from "../../lib/order/report.ts";
import { Bell } from "../../lib/order/ticket.ts";
import { CredentialsView } from "../../lib/order/views.ts";
import { Caller } from "../journey/calls.ts";
import type { Started } from "../journey/started.ts";

type Ticket = Extract<Bell, { kind: "production_ticket" }>;

/** A facility that wrote its own program for the protocol, and uses all that its credentials allow. */
export class FacilityProgram {
  readonly s3: S3Client;
  readonly #sqs: SQSClient;
  readonly #view: CredentialsView;

  private constructor(view: CredentialsView) {
    this.#view = view;
    const { expiration: _, ...credentials } = view.credentials;
    const config = { credentials, region: view.region, endpoint: view.endpoint ?? "" };
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
    this.#sqs = new SQSClient(config);
  }

  static async open(cloud: Started, facilityId: string): Promise<FacilityProgram> {
    const facility = new Caller(cloud.api, cloud.demo.facilityKeys[facilityId]);
    const answer = await facility.post("/facility-credentials", {});
    expect(answer.status, answer.text).toBe(200);
    return new FacilityProgram(CredentialsView.parse(answer.json));
  }

  get bucket(): string {
    return this.#view.bucket.name;
  }

  /** The next bell, kept hidden a little longer and then taken away. */
  async bell(): Promise<Bell> {
    const QueueUrl = this.#view.queueUrl;
    await this.#sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    const { Messages } = await this.#sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    const { ReceiptHandle, Body = "null" } = Messages?.[0] ?? {};
    const bell = Bell.parse(JSON.parse(Body));
    const message = { QueueUrl, ReceiptHandle };
    await this.#sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 300 }));
    await this.#sqs.send(new DeleteMessageCommand(message));
    return bell;
  }

  async ticket(): Promise<Ticket> {
    const bell = await this.bell();
    if (bell.kind !== "production_ticket") throw new Error(`a ${bell.kind}`);
    await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: bell.key }));
    const { Contents = [] } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: this.#view.bucket.prefix }),
    );
    expect(Contents.map(({ Key }) => Key)).toContain(bell.key);
    return bell;
  }

  /** Creates the claim if there is none; `IfNoneMatch` can be left out to see that refused. */
  async claim({ key }: Ticket, condition: { IfNoneMatch?: string } = { IfNoneMatch: "*" }): Promise<void> {
    const Body = JSON.stringify({ clientId: "own", claimId: "own-1", at: new Date().toISOString() });
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket, Key: claimOf(key), Body, ...condition }));
  }

  async report({ ticketId, generation }: Ticket, status: ReportWord, reason?: string): Promise<void> {
    const at = new Date().toISOString();
    const said = { v: 1, kind: "status", ticketId, generation, seq: 1, status, at, reason };
    await this.#sqs.send(
      new SendMessageCommand({ QueueUrl: this.#view.statusQueueUrl, MessageBody: JSON.stringify(said) }),
    );
  }
}

/** Where the claim of a ticket lies. */
export function claimOf(key: string): string {
  return key.replace("ticket.json", "claim");
}
