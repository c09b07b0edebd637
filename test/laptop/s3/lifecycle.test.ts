import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3 } from "./open.ts";

const Bucket = "bucket";
const put = (client: S3Client, Key: string, Tagging?: string) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: "x", ...(Tagging !== undefined && { Tagging }) }));
const keys = async (client: S3Client) =>
  ((await client.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);

test("objects go at the midnight after their days, by prefix and tags", async () => {
  const { client, s3 } = await openTestS3({ now: () => new Date("2026-11-21T10:30:00Z") });
  s3.createBucket("bucket", {
    LifecycleConfiguration: {
      Rules: [
        { Status: "Enabled", Prefix: "src/", ExpirationInDays: 1 },
        { Status: "Enabled", Prefix: "", TagFilters: [{ Key: "keep", Value: "week" }], ExpirationInDays: 7 },
        { Status: "Disabled", Prefix: "out/", ExpirationInDays: 1 },
      ],
    },
  });
  await put(client, "src/a");
  await put(client, "out/a");
  await put(client, "out/b", "keep=week");
  await put(client, "out/c", "keep=month");
  expect(s3.expire(new Date("2026-11-22T23:59:59Z"))).toEqual({ objects: 0, uploads: 0 });
  expect(s3.expire(new Date("2026-11-23T00:00:00Z"))).toEqual({ objects: 1, uploads: 0 });
  expect(await keys(client)).toEqual(["out/a", "out/b", "out/c"]);
  expect(s3.expire(new Date("2026-11-29T00:00:00Z"))).toEqual({ objects: 1, uploads: 0 });
  expect(await keys(client)).toEqual(["out/a", "out/c"]);
});

test("uploads nobody finished are aborted", async () => {
  const { client, s3 } = await openTestS3({ now: () => new Date("2026-11-21T10:30:00Z") });
  const rule = { ID: "abort", Status: "Enabled" as const, Filter: { Prefix: "in/" } };
  const Rules = [{ ...rule, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } }];
  await client.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
  );
  for (const Key of ["in/a", "out/a"]) await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  expect(s3.expire(new Date("2026-11-23T12:00:00Z")).uploads).toBe(0);
  expect(s3.expire(new Date("2026-11-24T00:00:00Z")).uploads).toBe(1);
  const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads?.map(({ Key }) => Key)).toEqual(["out/a"]);
});
