import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";

const opened = async () => {
  const { client, s3, served } = await openTestS3();
  s3.createBucket("other");
  const source = {
    Bucket,
    Key: "a b/ü",
    Body: "bytes",
    ContentType: "text/plain",
    Metadata: { a: "1" },
    Tagging: "t=1",
  };
  const { ETag } = await client.send(new PutObjectCommand(source));
  const copy = (more: Partial<CopyObjectCommandInput> = {}) =>
    client.send(
      new CopyObjectCommand({ Bucket: "other", Key: "k", CopySource: encodeURI("/bucket/a b/ü"), ...more }),
    );
  const read = async (from = "other", Key = "k") => {
    const answer = await client.send(new GetObjectCommand({ Bucket: from, Key }));
    return { ...answer, text: await answer.Body?.transformToString() };
  };
  return { client, served, ETag, copy, read };
};

test("a copy has the bytes and the description of its source", async () => {
  const { client, ETag, copy, read } = await opened();
  expect((await copy()).CopyObjectResult).toMatchObject({ ETag });
  expect(await read()).toMatchObject({
    text: "bytes",
    ETag,
    ContentType: "text/plain",
    Metadata: { a: "1" },
  });
  const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket: "other", Key: "k" }));
  expect(TagSet).toEqual([{ Key: "t", Value: "1" }]);
});

test("or a description of its own", async () => {
  const { copy, read } = await opened();
  await copy({
    MetadataDirective: "REPLACE",
    ContentType: "image/png",
    Metadata: { b: "2" },
    TaggingDirective: "REPLACE",
  });
  const copied = await read();
  expect(copied).toMatchObject({ text: "bytes", ContentType: "image/png", Metadata: { b: "2" } });
  expect(copied.TagCount).toBeUndefined();
});

test("an object is copied to itself only to describe it anew", async () => {
  const { copy, read } = await opened();
  const itself = { Bucket, Key: "a b/ü" };
  expect(await outcome(copy(itself))).toBe("400 InvalidRequest");
  await copy({ ...itself, MetadataDirective: "REPLACE", Metadata: { b: "2" } });
  expect(await read(Bucket, "a b/ü")).toMatchObject({ text: "bytes", Metadata: { b: "2" } });
});

test("the source must be there and as it is wanted", async () => {
  const { ETag, copy } = await opened();
  expect(await outcome(copy({ CopySource: "bucket/none" }))).toBe("404 NoSuchKey");
  expect(await outcome(copy({ CopySource: "none/none" }))).toBe("404 NoSuchBucket");
  expect(await outcome(copy({ CopySourceIfMatch: '"other"' }))).toBe("412 PreconditionFailed");
  expect(await outcome(copy({ CopySourceIfNoneMatch: ETag }))).toBe("412 PreconditionFailed");
  expect(await outcome(copy({ CopySourceIfMatch: ETag }))).toBe("200");
});

test("whoever copies may read the source and write the target", async () => {
  const { served, copy } = await opened();
  served.asked.length = 0;
  await copy();
  expect(served.asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
    "s3:PutObject arn:aws:s3:::other/k",
    "s3:GetObject arn:aws:s3:::bucket/a b/ü",
    "s3:GetObjectTagging arn:aws:s3:::bucket/a b/ü",
    "s3:PutObjectTagging arn:aws:s3:::other/k",
  ]);
  for (const denied of ["s3:GetObject", "s3:PutObject"]) {
    served.deny(({ action }) => action === denied);
    expect(await outcome(copy())).toBe("403 AccessDenied");
  }
});

test("a copy of a multipart object is one piece with a plain ETag", async () => {
  const { client, copy, read } = await opened();
  const target = { Bucket, Key: "parts" };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const { ETag } = await client.send(
    new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: "bytes" }),
  );
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
  await copy({ CopySource: "bucket/parts" });
  expect(await read()).toMatchObject({ ETag, text: "bytes" });
});
