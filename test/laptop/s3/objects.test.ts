import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openTestS3, outcome } from "./open.ts";

const Bucket = "bucket";
const put = (client: S3Client, Key: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789", ...more }));
const get = async (client: S3Client, Key: string, more: object = {}) => {
  const answer = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, text: (await answer.Body?.transformToString()) ?? "" };
};

const awkwardKeys = [
  "a b+c&d=e?f#g",
  "ü/猫/😀",
  "quo'te\"(1)*!<b>",
  "per%cent%2Fslash",
  "a//b/",
  "../up/./here",
  "line\nfeed\r\ttab",
  "con",
  "x".repeat(1024),
];

test.each(awkwardKeys)("keeps an object under the key %j", async (key) => {
  const { client } = await openTestS3();
  await put(client, key, { Body: key });
  expect((await get(client, key)).text).toBe(key);
  const { Contents } = await client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual([key]);
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: key }] } }));
  expect(await outcome(get(client, key))).toBe("404 NoSuchKey");
});

test("refuses keys longer than 1,024 bytes", async () => {
  const { client } = await openTestS3();
  expect(await outcome(put(client, "ü".repeat(513)))).toBe("400 KeyTooLongError");
});

test("gives back what the writer said of an object", async () => {
  const { client } = await openTestS3();
  const said = {
    ContentType: "text/plain; charset=utf-8",
    CacheControl: "max-age=1",
    ContentDisposition: 'attachment; filename="a.txt"',
    ContentEncoding: "gzip",
    ContentLanguage: "de",
  };
  await put(client, "k", { ...said, Metadata: { order: "42", Facility: "ams" } });
  expect(await get(client, "k")).toMatchObject({ ...said, Metadata: { order: "42", facility: "ams" } });
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: "k" }));
  expect(head).toMatchObject({ ...said, ContentLength: 10, ETag: '"781e5e245d69b566979b86e28d23f2c7"' });
  expect(head).toMatchObject({ ServerSideEncryption: "AES256", AcceptRanges: "bytes" });
  expect(Math.abs(Date.now() - (head.LastModified?.getTime() ?? 0))).toBeLessThan(5000);
});

test.each([
  ["a string", "0123456789"],
  ["bytes", Buffer.from("0123456789")],
])("gives metadata beyond ASCII back in the encoding of mail headers, sent with %s", async (_, Body) => {
  const { client } = await openTestS3();
  await put(client, "k", { Body, Metadata: { name: "Zoë" } });
  const { Metadata } = await get(client, "k");
  expect(Metadata).toEqual({ name: `=?UTF-8?B?${Buffer.from("Zoë").toString("base64")}?=` });
});

test("refuses more than 2 KB of metadata", async () => {
  const { client } = await openTestS3();
  expect(await outcome(put(client, "k", { Metadata: { a: "x".repeat(2050) } }))).toBe("400 MetadataTooLarge");
});

test.each([
  ["bytes=0-3", "0123", "bytes 0-3/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=-4", "6789", "bytes 6-9/10"],
  ["bytes=-99", "0123456789", "bytes 0-9/10"],
  ["bytes=8-99", "89", "bytes 8-9/10"],
])("answers the range %s", async (Range, text, ContentRange) => {
  const { client } = await openTestS3();
  await put(client, "k");
  const answer = await get(client, "k", { Range });
  expect(answer).toMatchObject({ text, ContentRange, ContentLength: text.length });
  expect(answer.$metadata.httpStatusCode).toBe(206);
});

test("a range outside the object cannot be satisfied, one that cannot be read is ignored", async () => {
  const { client } = await openTestS3();
  await put(client, "k");
  await put(client, "empty", { Body: Buffer.alloc(0) });
  expect(await outcome(get(client, "k", { Range: "bytes=10-" }))).toBe("416 InvalidRange");
  expect(await outcome(get(client, "k", { Range: "bytes=-0" }))).toBe("416 InvalidRange");
  expect(await outcome(get(client, "empty", { Range: "bytes=0-0" }))).toBe("416 InvalidRange");
  expect((await get(client, "empty")).text).toBe("");
  expect((await get(client, "k", { Range: "bytes=5-2" })).text).toBe("0123456789");
  expect((await get(client, "k", { Range: "bytes=0-1,4-5" })).text).toBe("0123456789");
});

test("reads only what is wanted and not known", async () => {
  const { client } = await openTestS3();
  const { ETag } = await put(client, "k");
  const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
  const read = (more: object) => outcome(get(client, "k", more));
  expect(await read({ IfMatch: ETag })).toBe("200");
  expect(await read({ IfMatch: '"other"' })).toBe("412 PreconditionFailed");
  expect(await read({ IfNoneMatch: '"other"' })).toBe("200");
  expect(await read({ IfNoneMatch: ETag })).toMatch(/^304/);
  expect(await read({ IfModifiedSince: past })).toBe("200");
  expect(await read({ IfModifiedSince: future })).toMatch(/^304/);
  expect(await read({ IfUnmodifiedSince: past })).toBe("412 PreconditionFailed");
  expect(await read({ IfMatch: ETag, IfUnmodifiedSince: past })).toBe("200");
  expect(await read({ IfNoneMatch: '"other"', IfModifiedSince: future })).toBe("200");
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: "k", IfMatch: '"x"' })))).toMatch(
    /^412/,
  );
});

test("an answer can be given other headers", async () => {
  const { client } = await openTestS3();
  await put(client, "k", { ContentType: "text/plain" });
  const wanted = {
    ResponseContentType: "image/png",
    ResponseContentDisposition: "inline",
    ResponseCacheControl: "no-store",
  };
  expect(await get(client, "k", wanted)).toMatchObject({
    ContentType: "image/png",
    ContentDisposition: "inline",
    CacheControl: "no-store",
  });
});

test("missing objects and buckets are not found", async () => {
  const { client } = await openTestS3();
  expect(await outcome(get(client, "none"))).toBe("404 NoSuchKey");
  expect(await outcome(client.send(new HeadObjectCommand({ Bucket, Key: "none" })))).toBe("404 NotFound");
  expect(await outcome(client.send(new GetObjectCommand({ Bucket: "none", Key: "k" })))).toBe(
    "404 NoSuchBucket",
  );
  expect(await outcome(client.send(new PutObjectCommand({ Bucket: "none", Key: "k", Body: "x" })))).toBe(
    "404 NoSuchBucket",
  );
});

test("deleting twice succeeds, and several at once", async () => {
  const { client } = await openTestS3();
  for (const key of ["a", "b", "c"]) await put(client, key);
  for (let twice = 0; twice < 2; twice++) await client.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  const Objects = ["b", "c", "none"].map((Key) => ({ Key }));
  const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted).toEqual(Objects);
  const quiet = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  expect(quiet.Deleted).toBeUndefined();
  expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
});

test("tags are set with the object or later, and leave the bytes alone", async () => {
  const { client } = await openTestS3();
  const tags = async () => (await client.send(new GetObjectTaggingCommand({ Bucket, Key: "k" }))).TagSet;
  const { ETag } = await put(client, "k", { Tagging: "keep=30%20days&mode=test" });
  expect(await tags()).toEqual([
    { Key: "keep", Value: "30 days" },
    { Key: "mode", Value: "test" },
  ]);
  const TagSet = [{ Key: "a&b", Value: "<ü>" }];
  await client.send(new PutObjectTaggingCommand({ Bucket, Key: "k", Tagging: { TagSet } }));
  expect(await tags()).toEqual(TagSet);
  expect(await get(client, "k")).toMatchObject({ text: "0123456789", ETag, TagCount: 1 });
  await client.send(new DeleteObjectTaggingCommand({ Bucket, Key: "k" }));
  expect(await tags()).toEqual([]);
  const many = Array.from({ length: 11 }, (_, index) => ({ Key: `${index}`, Value: "" }));
  const tooMany = client.send(new PutObjectTaggingCommand({ Bucket, Key: "k", Tagging: { TagSet: many } }));
  expect(await outcome(tooMany)).toMatch(/^400/);
});

test("tells the attributes asked for", async () => {
  const { client } = await openTestS3();
  await put(client, "k", { ChecksumAlgorithm: "SHA256" });
  const ask = new GetObjectAttributesCommand({
    Bucket,
    Key: "k",
    ObjectAttributes: ["ETag", "ObjectSize", "Checksum"],
  });
  expect(await client.send(ask)).toMatchObject({
    ETag: "781e5e245d69b566979b86e28d23f2c7",
    ObjectSize: 10,
    Checksum: { ChecksumSHA256: createHash("sha256").update("0123456789").digest("base64") },
  });
});

test("a reader gets the old bytes or the new, never a mixture", async () => {
  const { client } = await openTestS3();
  const versions = ["a", "b"].map((letter) => letter.repeat(2_000_000));
  await put(client, "k", { Body: versions[0] ?? "" });
  const write = async () => {
    for (let turn = 0; turn < 6; turn++) await put(client, "k", { Body: versions[turn % 2] ?? "" });
  };
  const read = async () => {
    for (let turn = 0; turn < 6; turn++) expect(versions).toContain((await get(client, "k")).text);
  };
  await Promise.all([write(), read(), read()]);
});
