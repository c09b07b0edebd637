import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client, type S3ClientConfig, type S3ServiceException } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import { openS3, type S3, type S3Options } from "../../../lib/laptop/s3/s3.ts";
import { type Served, serve, testAccountId } from "../serve.ts";

export const region = "eu-central-1";

export interface TestS3 {
  readonly client: S3Client;
  readonly endpoint: string;
  readonly served: Served;
  readonly folder: string;
  readonly s3: S3;
  /** Closes and opens again on the same folder, as a restart does. */
  reopen(): Promise<S3>;
}

/** An S3 of its own with one bucket named `bucket`, gone after the test. */
export async function openTestS3(options: Partial<S3Options> = {}): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), "s3-"));
  const open = () => openS3({ folder, accountId: testAccountId, region, ...options });
  let s3 = await open();
  s3.createBucket("bucket");
  const served = await serve((call) => s3.service(call));
  const client = clientOf(served.endpoint);
  onTestFinished(async () => {
    client.destroy();
    await served.close();
    await s3.close();
    await rm(folder, { recursive: true });
  });
  const reopen = async () => {
    await s3.close();
    s3 = await open();
    return s3;
  };
  return { client, endpoint: served.endpoint, served, folder, s3, reopen };
}

export function clientOf(endpoint: string, config: S3ClientConfig = {}): S3Client {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new S3Client({ endpoint, region, credentials, maxAttempts: 1, ...config });
}

/** What a call failed with, as `status name`; `200` when it did not. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "200";
  } catch (error) {
    const { $metadata, name } = error as S3ServiceException; // clients throw nothing else
    return `${$metadata?.httpStatusCode} ${name}`;
  }
}
