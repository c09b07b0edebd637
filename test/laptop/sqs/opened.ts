import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import * as aws from "@aws-sdk/client-sqs";
import { onTestFinished } from "vitest";
import type { AwsCall, Service } from "../../../lib/laptop/call.ts";
import { openSqs, type Sqs, type Weather } from "../../../lib/laptop/sqs/sqs.ts";
import { type Served, serve, testAccountId } from "../serve.ts";

export interface Opened {
  readonly client: aws.SQS;
  readonly served: Served;
  readonly folder: string;
  readonly service: Service;
  /** Moves the clock of the service on. */
  pass(seconds: number): void;
  /** Closes the service and opens it again from its folder. */
  reopen(): Promise<void>;
  /** Makes a queue and answers its URL. */
  queue(name: string, attributes?: Record<string, string>): Promise<string>;
}

export const arnOf = (name: string) => `arn:aws:sqs:eu-central-1:${testAccountId}:${name}`;

/** A fresh SQS on a free port and an SDK client for it, gone when the test is. */
export async function opened(options: { userId?: string; weather?: Weather } = {}): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "sqs-"));
  let passedMs = 0;
  let sqs: Sqs;
  const open = () =>
    openSqs({
      folder,
      accountId: testAccountId,
      region: "eu-central-1",
      endpoint: () => served.endpoint,
      clock: () => Date.now() + passedMs,
      ...(options.weather && { weather: options.weather }),
    });
  sqs = await open();
  const served = await serve((call) => sqs.service(call), options.userId ? { userId: options.userId } : {});
  const client = clientOf(served.endpoint);
  onTestFinished(async () => {
    client.destroy();
    await sqs.close();
    await served.close();
    await rm(folder, { recursive: true });
  });
  return {
    client,
    served,
    folder,
    service: (call) => sqs.service(call),
    pass: (seconds) => {
      passedMs += seconds * 1000;
    },
    reopen: async () => {
      await sqs.close();
      sqs = await open();
    },
    queue: async (QueueName, Attributes = {}) => {
      const { QueueUrl = "" } = await client.createQueue({ QueueName, Attributes });
      return QueueUrl;
    },
  };
}

export function clientOf(endpoint: string): aws.SQS {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  return new aws.SQS({ endpoint, region: "eu-central-1", credentials, maxAttempts: 1 });
}

/** A call as the endpoint would hand it over, for what cannot be seen through a client. */
export function callOf(operation: string, input: object, more: Partial<AwsCall> = {}): AwsCall {
  return {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "x-amz-target": `AmazonSQS.${operation}` },
    body: Readable.from([Buffer.from(JSON.stringify(input))]),
    caller: { accountId: testAccountId, arn: "", userId: testAccountId, authorize: () => {} },
    gone: new AbortController().signal,
    ...more,
  };
}

/** Receives at once, with all system attributes. */
export async function receive(
  client: aws.SQS,
  QueueUrl: string,
  more: Partial<aws.ReceiveMessageRequest> = {},
) {
  const { Messages = [] } = await client.receiveMessage({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ["All"],
    ...more,
  });
  return Messages;
}

export async function bodies(client: aws.SQS, url: string, more: Partial<aws.ReceiveMessageRequest> = {}) {
  return (await receive(client, url, more)).map((message) => message.Body);
}

export async function counts(
  client: aws.SQS,
  QueueUrl: string,
): Promise<[ready: number, delayed: number, inFlight: number]> {
  const { Attributes = {} } = await client.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  return [
    Number(Attributes.ApproximateNumberOfMessages),
    Number(Attributes.ApproximateNumberOfMessagesDelayed),
    Number(Attributes.ApproximateNumberOfMessagesNotVisible),
  ];
}

export const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
