import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type QueueAttributeName,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Started } from "./started.ts";

type Row = Record<string, unknown>;

/** What an operator sees behind the API: rows, objects, queues and temporary files. */
export class Behind {
  readonly #cloud: Started;
  readonly #dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;

  constructor(cloud: Started) {
    this.#cloud = cloud;
    const { aws: endpoint, region, operator: credentials } = cloud.laptop;
    this.#dynamo = new DynamoDBClient({ endpoint, region, credentials });
    this.s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    this.sqs = new SQSClient({ endpoint, region, credentials });
  }

  bucket(name: "Files" | "Tickets"): string {
    return this.#cloud.laptop.outputs[`${name}Bucket`] ?? "";
  }

  async rows(): Promise<Row[]> {
    const rows: Row[] = [];
    let from: Row | undefined;
    do {
      const TableName = this.#cloud.laptop.outputs.TableName;
      const page = await this.#dynamo.send(
        new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey: from as never }),
      );
      rows.push(...(page.Items ?? []).map((item) => unmarshall(item)));
      from = page.LastEvaluatedKey;
    } while (from);
    return rows;
  }

  /** Open alerts of one mode, as `kind subject`. */
  async alerts(mode: "live" | "test"): Promise<string[]> {
    const rows = (await this.rows()).filter(({ pk }) => pk === `${mode}#alerts`);
    return rows.map(({ kind, subject }) => `${kind} ${subject}`).sort();
  }

  async objects(bucket: "Files" | "Tickets", Prefix = ""): Promise<string[]> {
    const keys: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket: this.bucket(bucket), Prefix, ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return keys;
  }

  async read(bucket: "Files" | "Tickets", Key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket(bucket), Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  async queues(): Promise<string[]> {
    return (await this.sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [];
  }

  /** Every queue that holds something, waiting, at work or delayed, with how much. */
  async messages(): Promise<Record<string, number>> {
    const counts = await Promise.all(
      (await this.queues()).map(async (QueueUrl) => [
        QueueUrl.split("/").at(-1) ?? "",
        await this.#count(QueueUrl),
      ]),
    );
    return Object.fromEntries(counts.filter(([, count]) => count !== 0));
  }

  async #count(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counted] }),
    );
    return counted.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  /** What functions have left in their temporary folders. */
  async temporaryFiles(): Promise<string[]> {
    const all = await readdir(join(this.#cloud.folder, "tmp"), { recursive: true });
    // The first level is the folders themselves, one a process.
    return all.filter((path) => path.includes("/"));
  }
}

const counted = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const satisfies readonly QueueAttributeName[];
