import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";
const ten = Array.from({ length: 10 }, (_, index) => `racer ${index}`);
const text = async (client: S3Client, Key: string) =>
  (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

const prepared = async (client: S3Client, Key: string, Body: string) => {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = { Bucket, Key, UploadId, PartNumber: 1 };
  const { ETag } = await client.send(new UploadPartCommand({ ...part, Body }));
  return { Bucket, Key, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
};

test("of ten that create one key exactly one wins, and its bytes stay", async () => {
  const { client } = await openTestS3();
  const create = (Body: string) =>
    client.send(new PutObjectCommand({ Bucket, Key: "claim", Body, IfNoneMatch: "*" }));
  const outcomes = await Promise.all(ten.map((racer) => outcome(create(racer))));
  expect(outcomes.toSorted()).toEqual(["200", ...Array(9).fill("412 PreconditionFailed")]);
  expect(await text(client, "claim")).toBe(ten[outcomes.indexOf("200")]);
});

test("of ten that replace one version exactly one wins", async () => {
  const { client } = await openTestS3();
  const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "old" }));
  const replace = (Body: string) =>
    client.send(new PutObjectCommand({ Bucket, Key: "k", Body, IfMatch: ETag }));
  const outcomes = await Promise.all(ten.map((racer) => outcome(replace(racer))));
  expect(outcomes.toSorted()).toEqual(["200", ...Array(9).fill("412 PreconditionFailed")]);
});

test("puts, finished uploads and copies race for one key, and exactly one wins", async () => {
  const { client } = await openTestS3();
  await client.send(new PutObjectCommand({ Bucket, Key: "source", Body: "copy" }));
  const uploads = await Promise.all(ten.slice(0, 3).map((racer) => prepared(client, "k", racer)));
  const IfNoneMatch = "*";
  const outcomes = await Promise.all([
    ...uploads.map((upload) =>
      outcome(client.send(new CompleteMultipartUploadCommand({ ...upload, IfNoneMatch }))),
    ),
    ...ten
      .slice(3, 6)
      .map((Body) => outcome(client.send(new PutObjectCommand({ Bucket, Key: "k", Body, IfNoneMatch })))),
    ...ten
      .slice(6, 9)
      .map(() =>
        outcome(
          client.send(new CopyObjectCommand({ Bucket, Key: "k", CopySource: "bucket/source", IfNoneMatch })),
        ),
      ),
  ]);
  expect(outcomes.toSorted()).toEqual(["200", ...Array(8).fill("412 PreconditionFailed")]);
});

test("If-Match asks for an object that is there", async () => {
  const { client } = await openTestS3();
  const replace = new PutObjectCommand({ Bucket, Key: "k", Body: "x", IfMatch: '"etag"' });
  expect(await outcome(client.send(replace))).toBe("404 NoSuchKey");
});

test("a deletion can be bound to a version", async () => {
  const { client } = await openTestS3();
  const { ETag } = await client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "old" }));
  const remove = (IfMatch?: string) =>
    outcome(client.send(new DeleteObjectCommand({ Bucket, Key: "k", IfMatch })));
  expect(await remove('"other"')).toBe("412 PreconditionFailed");
  expect(await remove(ETag)).toBe("200");
});
